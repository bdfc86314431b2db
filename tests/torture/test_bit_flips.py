"""Flipped bits and cut files in the store: found, replaced, and never heard."""

from __future__ import annotations

import random

from workshop import LONG, contents

DAMAGES = 1_000 if LONG else 12
AT_ONCE = 4


def flip(chance, path):
    data = bytearray(path.read_bytes())
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)


def cut(chance, path):
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data) + 1)])


def damage(chance, store):
    """Damage one file of the store: any, or a clip, with the speech that it was made of or not."""
    kinds = chance.choice([("clip",), ("clip", "speech"), ("speech",), ("",)])
    for kind in kinds:
        files = sorted(
            p for p in (store / kind).rglob("*") if p.is_file() and "locks" not in p.parts
        )
        chosen = files if len(kinds) > 1 and chance.random() < 0.2 else [chance.choice(files)]
        for path in chosen:
            chance.choice([flip, flip, flip, cut])(chance, path)


def test_damage_in_the_store_is_never_heard(versions, tmp_path):
    shop = versions.second.copied(tmp_path / "shop")
    shop.built()
    good, chance = contents(shop.folder), random.Random(4)
    assert good == versions.new
    for _ in range(DAMAGES // AT_ONCE):
        for _ in range(AT_ONCE):
            damage(chance, shop.store.root)
        for path in shop.folder.rglob("*.mp3"):
            path.unlink()

        done = shop.here()

        assert done.code == 0, done.err
        assert contents(shop.folder) == good


def test_all_of_it_is_damaged(versions, tmp_path):
    shop = versions.second.copied(tmp_path / "shop")
    chance = random.Random(5)
    for path in sorted((tmp_path / "shop/store").rglob("*")):
        if path.is_file():
            flip(chance, path)
    for path in shop.folder.rglob("*.mp3"):
        path.unlink()

    assert shop.built()["failed"] == 0
    assert contents(shop.folder) == versions.new
    manifest = (shop.folder / "manifest.json").read_text(encoding="utf-8")
    needed = {key for key in shop.store.keys("clip") if key in manifest}
    assert len(needed) == len(versions.needed)
    assert [key for key in needed if not shop.store.clip(key)] == []

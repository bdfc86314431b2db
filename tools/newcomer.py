"""Records a newcomer's first session, in both languages: ``python tools/newcomer.py``.

The program is built into a wheel and installed into an empty environment; a shell with an empty
home is driven in tmux, and what stands on its screen goes into ``docs/newcomer.zh.md`` and
``docs/newcomer.en.md``. Nothing is written by hand but the headings. The Edge service is kept away
by an address at which nothing answers, so that the session is the same on every machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
"""Seconds after which something is wrong."""
_NUMBERS = count()
"""Of terminals: each is a server of its own, with its own environment."""
WIDE, NARROW, HIGH = 80, 40, 60

SCAN = "from PIL import Image; Image.new('L', (600, 800), 240).save('扫描件.pdf')"

TOLD = {
    "title": ("A newcomer's first session", "新手的头十分钟"),
    "about": (
        (
            "Recorded from the program by `python tools/newcomer.py`: an empty home, a new\n"
            "environment, a terminal of 80 columns, and no way to the Edge service. `$` stands\n"
            "before what is typed."
        ),
        (
            "由 `python tools/newcomer.py` 从程序实录：空的用户目录，全新安装，80 列的终端，\n"
            "连不上 Edge 服务。`$` 后面是输入的命令。"
        ),
    ),
    "look": ("What is this?", "这是什么？"),
    "astray": ("The first try, in an empty folder", "在空文件夹里先试一下"),
    "init": ("A course", "新建一门课"),
    "doctor": ("Is everything there?", "东西齐了吗？"),
    "plan": ("What would be done?", "会做些什么？"),
    "build": ("The first build", "第一次制作"),
    "under way": ("While it runs:", "制作的时候："),
    "in the end": ("In the end:", "做完以后："),
    "edge": ("The natural voices, without a network", "没有网络，却要自然音色"),
    "edit": ("One word is changed", "改一个词"),
    "voices": ("Other voices", "换音色"),
    "readings": ("Readings", "读音"),
    "check": ("Is it good?", "做好了吗？"),
    "serve": ("Listening", "收听"),
    "page": ("The browser shows: {title}", "浏览器里显示：{title}"),
    "watch": ("Writing and listening", "边写边做"),
    "saved": ("After a sentence was saved, and Ctrl-C:", "改一句、保存，再按 Ctrl-C："),
    "export": ("Onto a stick", "复制到 U 盘"),
    "store": ("What takes up room?", "占了多少空间？"),
    "typos": ("Typing mistakes", "打错字"),
    "paths": ("Wrong files", "文件不对"),
    "interrupt": ("Ctrl-C in the middle of a build", "做到一半按 Ctrl-C"),
    "plain": ("A pipe, a dumb terminal, no colours", "管道、哑终端、不要颜色"),
    "narrow": ("A terminal of 40 columns", "40 列的终端"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session happens."""

    folder: Path
    program: Path
    chinese: bool

    def told(self, key: str) -> str:
        """One of `TOLD`."""
        return TOLD[key][self.chinese]

    @property
    def environment(self) -> dict[str, str]:
        """Of a newcomer: nothing but a home, a language and the program."""
        return {
            "HOME": str(self.folder),
            "PATH": f"{self.program.parent}:/usr/bin:/bin",
            "LANG": "C.UTF-8",  # which every machine has, unlike zh_CN
            "AUDIOLECTURE_LANG": "zh" if self.chinese else "en",
            "TERM": "xterm-256color",
            "SHELL": "/bin/bash",
            "AUDIOLECTURE_EDGE_ENDPOINT": "ws://127.0.0.1:9",
        }


def tmux(socket: str, *words: str, **more: object) -> str:
    """What tmux prints."""
    done = subprocess.run(
        ["tmux", "-L", socket, "-f", "/dev/null", "-u", *words],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        **more,  # type: ignore[call-overload]
    )
    return str(done.stdout)


class Terminal:
    """A shell on a screen."""

    def __init__(self, place: Place, width: int = WIDE) -> None:
        self.place = place
        self._socket = f"newcomer-{os.getpid()}-{next(_NUMBERS)}"
        size = ("-x", str(width), "-y", str(HIGH), "-c", str(place.folder))
        started = place.folder.parent / "rc"
        started.write_text(f"PS1='$ '\nPROMPT_COMMAND='tmux -L {self._socket} wait-for -S ready'\n")
        bash = f"exec bash --noprofile --rcfile '{started}'"
        self._tmux("new-session", "-d", "-s", "it", *size, bash, env=place.environment)
        self._tmux("set-option", "-g", "history-limit", "5000")
        try:
            self._ready()
        except subprocess.TimeoutExpired:
            self.close()
            raise

    def _tmux(self, *words: str, **more: object) -> str:
        return tmux(self._socket, *words, **more)

    def close(self) -> None:
        """End the shell."""
        self._tmux("kill-server")

    def run(self, *commands: str) -> str:
        """What stands on the screen after commands."""
        self._clear()
        for command in commands:
            self.type(command)
            self._ready()
        return self.screen()

    def quietly(self, command: str) -> None:
        """Do what is not recorded."""
        subprocess.run(command, shell=True, check=True, env=self.place.environment, cwd=self.cwd)

    @property
    def cwd(self) -> str:
        """Where the shell is."""
        return self._tmux("display-message", "-p", "-t", "it", "#{pane_current_path}").strip()

    def begin(self, command: str, shows: str) -> str:
        """Begin a command; the screen when it matches a pattern."""
        self._clear()
        self.type(command)
        return self.until(shows)

    def until(self, shows: str) -> str:
        """The screen when it matches."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if re.search(shows, seen := self.screen()):
                return seen
            time.sleep(0.05)
        raise TimeoutError(f"{shows!r} is not to be seen:\n{self.screen()}")

    def finish(self, *keys: str) -> str:
        """Press keys; the screen when the command has ended."""
        for key in keys:
            self._tmux("send-keys", "-t", "it", key)
        self._ready()
        return self.screen()

    def type(self, text: str) -> None:
        """Type a line."""
        self._tmux("send-keys", "-t", "it", "-l", text)
        self._tmux("send-keys", "-t", "it", "Enter")

    def screen(self) -> str:
        """Everything since the last command, without the prompt that waits."""
        lines = [line.rstrip() for line in self._raw().rstrip().splitlines()]
        if lines and lines[-1] in {"$", "^C$"}:
            lines[-1] = lines[-1].removesuffix("$")
        return "\n".join(lines).replace(str(self.place.folder), "~").strip("\n")

    def _clear(self) -> None:
        self._tmux("send-keys", "-t", "it", "-R", "C-l")
        self._tmux("clear-history", "-t", "it")
        self.until(r"\A\$?\Z")

    def _ready(self) -> None:
        """Wait for the shell, and then for its prompt."""
        self._tmux("wait-for", "ready")
        end = time.monotonic() + PATIENCE
        while not re.search(r"(^|\n)(\^C)?\$\s*\Z", self._raw()) and time.monotonic() < end:
            time.sleep(0.02)

    def _raw(self) -> str:
        return self._tmux("capture-pane", "-p", "-J", "-S", "-", "-t", "it")


Scene = Callable[[Terminal], list[str]]
"""Plays on a terminal; what was seen, and prose between it as ``key`` of `TOLD`."""

SECONDS = r"[1-9]\d? %"
"""A bar that has begun."""


def look(shell: Terminal) -> list[str]:
    return [shell.run("audiolecture"), shell.run("audiolecture build --help")]


def astray(shell: Terminal) -> list[str]:
    return [shell.run("audiolecture build")]


def init(shell: Terminal) -> list[str]:
    shell.begin("audiolecture init 党课", r"\[党课\]")
    shell.type("")
    shell.until(r"[（(][^（(]*[）)][:：]\s*\Z")
    shell.type("李老师")
    shell.until(r"\[1\][:：]\s*\Z")
    shell.type("9")
    shell.until(r"9[\s\S]*\[1\][:：]\s*\Z")
    shell.type("1")
    asked = shell.finish()
    return [asked, shell.run("cd 党课", "ls -A . content", "cat content/第一讲.txt")]


def doctor(shell: Terminal) -> list[str]:
    return [shell.run("audiolecture doctor")]


def plan(shell: Terminal) -> list[str]:
    return [shell.run("audiolecture plan"), shell.run("audiolecture outline content/第一讲.txt")]


def build(shell: Terminal) -> list[str]:
    under_way = shell.begin("audiolecture build", SECONDS)
    return ["under way", under_way, "in the end", shell.finish()]


def edge(shell: Terminal) -> list[str]:
    return [shell.run("audiolecture build --engine edge")]


def edit(shell: Terminal) -> list[str]:
    changed = "sed -i s/大家好/各位好/ content/第一讲.txt"
    return [shell.run(changed, "audiolecture plan", "audiolecture build")]


def voices(shell: Terminal) -> list[str]:
    return [
        shell.run("audiolecture voices"),
        shell.run("audiolecture voices --engine piper"),
        shell.run("audiolecture say 试一试 --voice zhf"),
        shell.run("audiolecture build --engine espeak"),
    ]


def readings(shell: Terminal) -> list[str]:
    entry = r"printf '又快又准\t=又快，又准\n' >> content/lexicon.tsv"
    return [
        shell.run("echo 他一行人去银行还款 | audiolecture proof -"),
        shell.run("echo 2012—2022年增长98.6% | audiolecture spoken -"),
        shell.run("audiolecture proof content/第一讲.txt"),
        shell.run(entry, "audiolecture plan"),
        shell.run(r"printf '银行\tyin2 hagn2\n' >> content/lexicon.tsv", "audiolecture build"),
        shell.run("sed -i '$d' content/lexicon.tsv", "audiolecture build"),
    ]


def check(shell: Terminal) -> list[str]:
    broken = "printf x >> output/第一讲/01*.mp3"
    return [
        shell.run("audiolecture check"),
        shell.run(broken, "audiolecture check", "audiolecture build", "audiolecture check"),
    ]


def serve(shell: Terminal) -> list[str]:
    shown = shell.begin("audiolecture serve --port 8765", r"http://\S+")
    address = re.search(r"http://\S+", shown)
    with urllib.request.urlopen(address[0] if address else "") as page:
        title = re.search(r"<title>(.*?)</title>", page.read().decode())
    return [shell.finish("C-c"), "page:" + (title[1] if title else "")]


def watch(shell: Terminal) -> list[str]:
    shown = shell.begin("audiolecture watch", r"Ctrl-C")
    shown = shell.until(r"\d\d:\d\d:\d\d[\s\S]*Ctrl-C")
    shell.quietly("sed -i s/谢谢大家/谢谢各位/ content/第一讲.txt")
    shell.until(r"Ctrl-C[\s\S]*\d\d:\d\d:\d\d")
    return [_timeless(shown), "saved", _timeless(shell.finish("C-c"))]


def _timeless(text: str) -> str:
    """The same at whatever hour it was recorded."""
    return re.sub(r"\d\d:\d\d:\d\d", "10:00:00", text)


def export(shell: Terminal) -> list[str]:
    stick = "~/usb"
    return [
        shell.run(f"audiolecture export --device {stick}"),
        shell.run(f"mkdir {stick}", f"audiolecture export --device {stick}", f"ls {stick}/*"),
    ]


def store(shell: Terminal) -> list[str]:
    return [shell.run("audiolecture cache info")]


def typos(shell: Terminal) -> list[str]:
    return [
        shell.run(f"audiolecture {words}")
        for words in (
            "biuld",
            "build --formt m4b",
            "build --format mp5",
            "build --engine espeek",
            "build --engine espeak --voice zhx",
            "build --rate fast",
            "export",
            "completion basch",
        )
    ]


def paths(shell: Terminal) -> list[str]:
    shell.quietly(": > 空.txt; printf '\\0\\1\\2' > 声音.wav; mkdir -p 别处")
    shell.quietly(f'{shell.place.program.parent}/python -c "{SCAN}"')
    files = ("conten", "content/第二讲.txt", "空.txt", "声音.wav", "别处", "扫描件.pdf")
    seen = [shell.run(f"audiolecture build {name}") for name in files]
    python = shell.place.program.parent / "python"
    pip = f"{python} -m pip -q --disable-pip-version-check"
    shell.quietly(f"{pip} install pypdfium2 2> ~/pip.log")
    seen.append(shell.run("audiolecture build 扫描件.pdf"))
    shell.quietly(f"{pip} uninstall --yes pypdfium2")
    return [*seen, shell.run("audiolecture check 别处", "audiolecture serve 没有")]


def interrupt(shell: Terminal) -> list[str]:
    shell.begin("audiolecture build --rate +5%", SECONDS)
    stopped = shell.finish("C-c")
    return [stopped, shell.run("audiolecture build --rate +5%", "audiolecture build")]


def plain(shell: Terminal) -> list[str]:
    return [
        shell.run("audiolecture plan --rate +3% | cat"),
        shell.run("TERM=dumb audiolecture build --rate +3%"),
        shell.run("NO_COLOR=1 audiolecture check"),
        shell.run("audiolecture build --quiet"),
        shell.run("audiolecture build --json | head -5"),
    ]


def narrow(shell: Terminal) -> list[str]:
    seen = [shell.run("audiolecture --help"), shell.run("cd 党课", "audiolecture doctor")]
    under_way = shell.begin("audiolecture build --rate +8%", SECONDS)
    return [*seen, under_way, shell.finish(), shell.run("audiolecture voices")]


SCENES: tuple[tuple[str, Scene], ...] = (
    ("look", look), ("astray", astray), ("init", init), ("doctor", doctor), ("plan", plan),
    ("build", build), ("edge", edge), ("edit", edit), ("voices", voices), ("readings", readings),
    ("check", check), ("serve", serve), ("watch", watch), ("export", export), ("store", store),
    ("typos", typos), ("paths", paths), ("interrupt", interrupt), ("plain", plain),
)  # fmt: skip


def recorded(place: Place) -> str:
    """The whole session as Markdown."""
    parts = [f"# {place.told('title')}", place.told("about")]
    shell = Terminal(place)
    try:
        for key, scene in SCENES:
            parts += [f"## {place.told(key)}", *_markdown(scene(shell), place)]
    finally:
        shell.close()
    shell = Terminal(place, NARROW)
    try:
        parts += [f"## {place.told('narrow')}", *_markdown(narrow(shell), place)]
    finally:
        shell.close()
    return "\n\n".join(parts) + "\n"


def _markdown(seen: list[str], place: Place) -> list[str]:
    shown = []
    for item in seen:
        if item.startswith("page:"):
            shown.append(place.told("page").format(title=item.removeprefix("page:")))
        elif item in TOLD:
            shown.append(place.told(item))
        else:
            shown.append(f"```console\n{item}\n```")
    return shown


def _installed(folder: Path) -> Path:
    """The program, from a wheel, in an environment of its own, or as ``NEWCOMER_PROGRAM`` says."""
    if "NEWCOMER_PROGRAM" in os.environ:
        return Path(os.environ["NEWCOMER_PROGRAM"])
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT], check=True
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    subprocess.run([folder / "venv" / "bin" / "pip", "install", "-q", wheel], check=True)
    return folder / "venv" / "bin" / "audiolecture"


def main(languages: list[str]) -> None:
    """Record in the languages that are named, or in both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        program = _installed(folder)
        for language in languages or ["zh", "en"]:
            home = folder / language
            home.mkdir()
            place = Place(home, program, language == "zh")
            page = ROOT / "docs" / f"newcomer.{language}.md"
            page.write_text(recorded(place), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

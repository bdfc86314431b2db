"""The rules of normalization, by what they read; their order is in `order`."""

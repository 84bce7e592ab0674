"""The little of CEL that statutory tables use, turned into SQL and into Polars expressions."""

import re

TOKEN = re.compile(r'\s*(?:(\d+)|"([^"]*)"|([A-Za-z_][A-Za-z_0-9]*)|(&&|\|\||==|!=|<=|>=|[!<>+\-*()\[\],?:]))')


def parse(text):
    """A tree of tuples: ("and", a, b), ("name", "class"), ("text", "poor"), …"""
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ValueError(f"cannot read {text[at:]!r}")
        number, string, name, sign = match.groups()
        tokens.append(
            ("int", int(number)) if number is not None
            else ("text", string) if string is not None
            else ("name", name) if name is not None
            else ("sign", sign)
        )
        at = match.end()
    reader = Reader(tokens)
    tree = reader.ternary()
    if reader.at != len(tokens):
        raise ValueError(f"cannot read the end of {text!r}")
    return tree


class Reader:
    def __init__(self, tokens):
        self.tokens, self.at = tokens, 0

    def sign(self, *signs):
        if self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if (kind == "sign" or value == "in") and value in signs:
                self.at += 1
                return value
        return None

    def ternary(self):
        condition = self.either()
        if not self.sign("?"):
            return condition
        then = self.ternary()
        assert self.sign(":")
        return ("if", condition, then, self.ternary())

    def either(self):
        left = self.both()
        while self.sign("||"):
            left = ("or", left, self.both())
        return left

    def both(self):
        left = self.comparison()
        while self.sign("&&"):
            left = ("and", left, self.comparison())
        return left

    def comparison(self):
        left = self.sum()
        sign = self.sign("==", "!=", "<=", ">=", "<", ">", "in")
        return (sign, left, self.sum()) if sign else left

    def sum(self):
        left = self.product()
        while sign := self.sign("+", "-"):
            left = (sign, left, self.product())
        return left

    def product(self):
        left = self.unary()
        while self.sign("*"):
            left = ("*", left, self.unary())
        return left

    def unary(self):
        if self.sign("!"):
            return ("not", self.unary())
        if self.sign("("):
            inner = self.ternary()
            assert self.sign(")")
            return inner
        if self.sign("["):
            items = []
            while not self.sign("]"):
                items.append(self.ternary())
                self.sign(",")
            return ("list", items)
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "name" and value == "size" and self.sign("("):
            inner = self.ternary()
            assert self.sign(")")
            return ("size", inner)
        if kind == "name" and value in ("true", "false"):
            return ("bool", value == "true")
        if kind == "sign":
            raise ValueError(f"unexpected {value}")
        return (kind, value)


LISTED = {"poor", "near_poor"}


def only_listed(tree):
    """Whether it is false or zero for everybody who is neither poor nor near-poor, now or before."""
    kind = tree[0]
    if kind == "and":
        return only_listed(tree[1]) or only_listed(tree[2])
    if kind == "or":
        return only_listed(tree[1]) and only_listed(tree[2])
    if kind in ("==", "in") and tree[1] in (("name", "class"), ("name", "previous_class")):
        values = tree[2][1] if kind == "in" else [tree[2]]
        return all(value[1] in LISTED for value in values)
    if kind == "if":
        nothing = tree[3] == ("int", 0) or only_listed(tree[3])
        return nothing and only_listed(tree[1])
    return False


def bit(codes, fact, code):
    return 1 << codes[fact].index(code)


def sql(tree, codes):
    kind, *parts = tree
    if kind == "int":
        return str(parts[0])
    if kind == "text":
        return "'" + parts[0] + "'"
    if kind == "bool":
        return str(parts[0]).lower()
    if kind == "name":
        return f'"{parts[0]}"'
    if kind == "not":
        return f"(not {sql(parts[0], codes)})"
    if kind == "if":
        condition, then, other = (sql(part, codes) for part in parts)
        return f"(case when {condition} then {then} else {other} end)"
    if kind == "in":
        left, right = parts
        if right[0] == "list":
            return f"({sql(left, codes)} in ({', '.join(sql(item, codes) for item in right[1])}))"
        return f"(({sql(right, codes)} & {bit(codes, right[1], left[1])}) <> 0)"
    if kind == "size":
        of = sql(parts[0], codes)
        return "(" + " + ".join(f"(({of} >> {place}) & 1)" for place in range(len(codes[parts[0][1]]))) + ")"
    sign = {"and": "and", "or": "or", "==": "=", "!=": "<>"}.get(kind, kind)
    return f"({sql(parts[0], codes)} {sign} {sql(parts[1], codes)})"


def polars(tree, codes, pl):
    kind, *parts = tree
    if kind in ("int", "text", "bool"):
        return pl.lit(parts[0])
    if kind == "name":
        return pl.col(parts[0])
    if kind == "not":
        return ~polars(parts[0], codes, pl)
    if kind == "if":
        condition, then, other = (polars(part, codes, pl) for part in parts)
        return pl.when(condition).then(then).otherwise(other)
    if kind == "in":
        left, right = parts
        if right[0] == "list":
            found = polars(left, codes, pl)
            equal = [found == item[1] for item in right[1]]
            either = equal[0]
            for one in equal[1:]:
                either = either | one
            return either
        return (pl.col(right[1]) & bit(codes, right[1], left[1])) != 0
    if kind == "size":
        return pl.col(parts[0][1]).bitwise_count_ones().cast(pl.Int64)
    left, right = (polars(part, codes, pl) for part in parts)
    return {
        "and": lambda: left & right,
        "or": lambda: left | right,
        "==": lambda: left == right,
        "!=": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
    }[kind]()

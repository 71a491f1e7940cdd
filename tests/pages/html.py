"""Reads an answered page back as a tree, strictly: what a browser would have to guess is an error here."""

import json
import re
from html.parser import HTMLParser

VOID = {"br", "hr", "input", "link", "meta", "img"}


class Node:
    def __init__(self, tag, attributes, parent=None):
        self.tag, self.attributes, self.parent = tag, dict(attributes), parent
        self.children = []

    @property
    def text(self):
        """The visible words, white space folded."""
        return " ".join("".join(self._words()).split())

    def _words(self):
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag != "script":
                yield from child._words()
                if child.tag not in {"a", "span", "strong", "em", "code", "time"}:
                    yield " "

    def descendants(self):
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.descendants()

    def all(self, selector):
        """The nodes that a selector of descendants finds, in order: `main section#hiring li.step`."""
        found = [self]
        for part in selector.split():
            found = [node for each in found for node in each.descendants() if node._fits(part)]
            found = list(dict.fromkeys(found))
        return found

    def one(self, selector):
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} of them"
        return found[0]

    def texts(self, selector):
        return [node.text for node in self.all(selector)]

    def links(self, selector="a"):
        """(words, address) of the links that a selector finds."""
        return [(node.text, node.attributes.get("href")) for node in self.all(selector)]

    def data(self):
        """What the page tells search engines, apart from its words."""
        scripts = [each for each in self.all("script") if each.attributes == {"type": "application/ld+json"}]
        return [json.loads("".join(each.children)) for each in scripts]

    def programs(self):
        """The scripts that a browser would run and that are not the site's own."""
        own = {"src": "/static/rolebook.js", "defer": None}
        data = {"type": "application/ld+json"}
        return [each for each in self.all("script") if each.attributes not in (own, data)]

    def _fits(self, part):
        tag, rest = re.match(r"([a-z0-9]*)(.*)", part).groups()
        classes = self.attributes.get("class", "").split()
        return (not tag or tag == self.tag) and all(
            (self.attributes.get("id") == name) if sign == "#" else name in classes
            for sign, name in re.findall(r"([#.])([^#.]+)", rest)
        )


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {})

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"<{tag}> says an attribute twice: {names}"
        node = Node(tag, attributes, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_endtag(self, tag):
        assert tag not in VOID, f"</{tag}>"
        assert tag == self.at.tag, f"</{tag}> closes <{self.at.tag}> on line {self.getpos()[0]}"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def parse(html):
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.at is builder.root, f"<{builder.at.tag}> is never closed"
    return builder.root

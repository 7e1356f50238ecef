"""Pages of an action with a text in the place where it may do harm.

Each takes the action's name and the text; with ``FINE`` in its place the page has no fault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import trees
from small_pages import RET_CODE, modern, row

Make = Callable[[str, str], str]

FINE = "Fine"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: the hostile text, the page that it stands in, and the codes of what a run must say of it.

    The action and the folder are called after the row's number, unless they are what is hostile.
    """

    make: Make
    text: str
    codes: str = ""
    folder: str = ""
    file: str = "page.md"


def action(name: str, text: str) -> str:
    """Return a page whose title names something else than an action."""
    return trees.page(name if text == FINE else text)


def underlined(name: str, text: str) -> str:
    """Return a page whose title may have several lines."""
    title = f"标题 - {name if text == FINE else text}\n==="
    return trees.page(name).replace(f"# 标题 - {name}\n", f"{title}\n")


def parameter(name: str, text: str) -> str:
    """Return a page with a parameter, or several in lines of their own, besides the usual ones."""
    return trees.page(name, [*trees.THING, *map(row, text.split("\n"))])


def field(name: str, text: str) -> str:
    """Return a page with a field in the answer, or several in lines of their own."""
    return trees.page(name, response=[*trees.ANSWER, *map(row, text.split("\n"))])


def model(name: str, text: str) -> str:
    """Return a page with a model in its answer."""
    answer = [RET_CODE, row("Data", f"[*{text}*](#{text})")]
    models = [(text, [row("Inner")])]
    return modern(trees.THING, answer, title=f"标题 - {name}", response_models=models)


def type_cell(name: str, text: str) -> str:
    """Return a page with a type cell in the request."""
    odd = row("Odd", "string" if text == FINE else text)
    return trees.page(name, [*trees.THING, odd])


def answer(name: str, text: str) -> str:
    """Return a page with an example of an answer."""
    fine = '{"RetCode": 0, "Name": "n", "Count": 1}'
    return trees.page(name).replace(fine, fine if text == FINE else text)


def said(name: str, text: str) -> str:
    """Return a page that ends with a text of one line wherever a page can say something."""
    request = [*trees.THING, row("Told", doc=f"Parameter {text}")]
    response = [RET_CODE, row("Data", "[*Thing*](#Thing)", doc=f"Field {text}")]
    return modern(
        request,
        response,
        title=f"Title {text} - {name}",
        intro=f"About {text}\n\n?> Note {text}\n\n!> Warning {text}",
        response_models=[("Thing", [row("Inner", doc=f"Inner {text}")])],
    )


def said_in_lines(name: str, text: str) -> str:
    """Return a page that says a text of several lines where a page can."""
    intro = f"About {text}\n\n?> Note {text}\n\n!> Warning {text}"
    return modern(trees.THING, title=f"标题 - {name}", intro=intro)


def sent(name: str, text: str) -> str:
    """Return a page whose examples hold a text: as a value, and as a key that no table has."""
    url = f"https://api.ucloud.cn/?Action={name}&ThingId={text}&{text}=1"
    json = f'{{"RetCode": 0, "Name": "{text}", "{text}": 1}}'
    return modern(
        trees.THING,
        trees.ANSWER,
        title=f"标题 - {name}",
        request_example=f"```\n{url}\n```",
        response_example=f"```json\n{json}\n```",
    )


def posted(name: str, text: str) -> str:
    """Return a page of a JSON body, with a number in its example."""
    number = 0.5 if text == FINE else text
    body = f'{{"Action": "{name}", "ThingId": "t", "Ratio": {number}}}'
    return modern(
        [*trees.THING, row("Ratio", "float")],
        title=f"标题 - {name}",
        request_example=f"```\ncurl -X POST https://api.ucloud.cn -d '{body}'\n```",
    )


def sent_elsewhere(name: str, text: str) -> str:
    """Return a page whose request example goes to a host."""
    host = "api.ucloud.cn" if text == FINE else text
    return trees.page(name).replace("https://api.ucloud.cn", f"https://{host}")


def navigation(name: str, text: str) -> str:
    """Return a sidebar that calls its product something."""
    return f'<div class="sidebar_title">About {text}</div>\n'


def error_codes(name: str, text: str) -> str:
    """Return a page of error codes that says what one means."""
    return f"# 错误码\n\n| 错误码 | 说明 |\n|---|---|\n| 8000 | About {text} |\n"

"""Small pages in the published grammar, for tests that change one thing in them."""

from __future__ import annotations

from collections.abc import Sequence

HEADER = "| 参数名 | 类型 | 描述信息 | 必填 |\n|:---|:---|:---|:---|\n"
RESPONSE_HEADER = "| 字段名 | 类型 | 描述信息 | 必填 |\n|:---|:---|:---|:---|\n"
LEGACY_HEADER = "|Parameter name|Type|Description|Required|\n|---|---|---|---|\n"

Models = Sequence[tuple[str, Sequence[str]]]


def row(name: str, type_: str = "string", doc: str = "", required: str = "No") -> str:
    return f"| **{name}** | {type_} | {doc} | {required} |"


RET_CODE = row("RetCode", "int", "code", "**Yes**")


def lines(rows: Sequence[str]) -> str:
    return "".join(f"{one}\n" for one in rows)


def models(named: Models) -> str:
    if not named:
        return ""
    tables = (
        f"\n#### {name}\n\n{RESPONSE_HEADER}{lines(rows)}" for name, rows in named
    )
    return "\n#### 数据模型\n\n" + "".join(tables)


def modern(
    request: Sequence[str] = (),
    response: Sequence[str] = (RET_CODE,),
    *,
    request_models: Models = (),
    response_models: Models = (),
    title: str = "标题 - DoThing",
    intro: str = "Does a thing.",
    request_example: str = "```\nhttps://api.ucloud.cn/?Action=DoThing\n```",
    response_example: str = '```json\n{"RetCode": 0}\n```',
) -> str:
    """Return a modern page; the first row of its request table stands in line 19."""
    return (
        f"# {title}\n\n## 简介\n\n{intro}\n\n## 定义\n\n### 公共参数\n\n{HEADER}{row('Action')}\n"
        f"\n### 请求参数\n\n{HEADER}{lines(request)}{models(request_models)}"
        f"\n### 响应字段\n\n{RESPONSE_HEADER}{lines(response)}{models(response_models)}"
        f"\n## 示例\n\n### 请求示例\n    \n{request_example}\n\n### 响应示例\n    \n{response_example}\n"
    )


FIRST_ROW = modern(["MARK"]).split("\n").index("MARK") + 1


def legacy(
    request: Sequence[str] = (),
    response: Sequence[str] = ("|RetCode|int|code|**Yes**|",),
    *,
    response_models: Models = (),
    title: str = "标题-DoThing",
    intro: str = "Does a thing.",
) -> str:
    """Return a legacy page."""
    tables = (
        f"\n## {name}\n{LEGACY_HEADER}{lines(rows)}" for name, rows in response_models
    )
    return (
        f"# {title}\n\n{intro}\n\n# Request Parameters\n{LEGACY_HEADER}{lines(request)}"
        f"\n# Response Elements\n{LEGACY_HEADER}{lines(response)}{''.join(tables)}"
        "\n# Request Example\n```\nhttps://api.ucloud.cn/?Action=DoThing\n```\n"
        '\n# Response Example\n```\n{"RetCode": 0}\n```\n'
    )

"""Complete the excerpts of rule examples to pages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from small_pages import HEADER, RESPONSE_HEADER, RET_CODE, row

# The sections of a page, with the text that a section has if no excerpt gives it.
SECTIONS = {
    "## 简介": "管理云盘。\n",
    "## 定义": "",
    "### 公共参数": f"{HEADER}{row('Action')}\n",
    "### 请求参数": "",
    "### 响应字段": "",
    "## 示例": "",
    "### 请求示例": "```\nhttps://api.ucloud.cn/\n```\n",
    "### 响应示例": '```json\n{"RetCode": 0}\n```\n',
}
HEADERS = {"### 请求参数": HEADER, "### 响应字段": f"{RESPONSE_HEADER}{RET_CODE}\n"}
_SECTION = re.compile(r"^(?=#{1,3} )", re.MULTILINE)
_MODEL = re.compile(r"^(#### (?!数据模型).*)\n", re.MULTILINE)


def complete(excerpts: Mapping[str, str]) -> dict[str, str]:
    """Return pages for excerpts by path; an index, a table of error codes or an overlay is complete already."""
    texts = {
        path: _complete_page(path, text) if _is_action(path) else f"{text}\n"
        for path, text in excerpts.items()
    }
    if not any(map(_is_action, texts)):
        path = "disk-api/create_disk.md"
        texts[path] = _complete_page(path, "")
    return texts


def _is_action(path: str) -> bool:
    return bool(re.search(r"/(create|describe)[-_]\w+\.md$", path))


def _complete_page(path: str, excerpt: str) -> str:
    parts = [part for part in _SECTION.split(excerpt) if part.strip()]
    bodies = dict(part.partition("\n")[::2] for part in parts)
    titles = [heading for heading in bodies if heading not in SECTIONS]
    words = re.split("[-_]", path.rpartition("/")[2].removesuffix(".md"))
    title = titles[0] if titles else f"# 云盘 - {''.join(map(str.title, words))}"
    sections = (
        f"{heading}\n\n{HEADERS.get(heading, '')}{_add_headers(bodies.get(heading, text))}\n"
        for heading, text in SECTIONS.items()
    )
    return "\n".join([f"{title}\n", *sections])


def _add_headers(body: str) -> str:
    """Return a section with a header above the table of each model."""
    return _MODEL.sub(rf"\1\n\n{RESPONSE_HEADER}", body.strip("\n")) + "\n"

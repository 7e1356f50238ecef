"""The Chinese words of every rule of ``docs2sdk diff``: what changed, and its effect on Python code.

The templates have the fields of those in ``diff.rules``; what is code is between backticks.
"""

from __future__ import annotations

from docs2sdk.diff.python_effects import EffectWords

# id | summary | python
_TABLE = """
# actions, pages and services
service-renamed                       | 服务目录更名：`{before}` → `{after}` | `{old}` 改为 `{new}`
service-title-changed                 | 服务名称由“{before}”改为“{after}” | 仅影响文档字符串
service-duplicated                    | 新目录 `{path}` 中的接口与其他目录重复，仍采用其他目录中的页面 | 无影响
service-duplicate-removed             | 移除了与其他目录重复的目录 `{path}` | 无影响
action-added                          | 新增接口 | 可调用 `{new}(…)`
action-removed                        | 接口已移除 | `{old}(…)` 不再可用
action-renamed                        | 接口更名：`{before}` → `{after}` | `{old}(…)` 改为 `{new}(…)`
action-moved                          | 接口所属服务变更：`{before}` → `{after}` | `{old}(…)` 改为 `{new}(…)`
action-deprecated                     | 接口标记为废弃（“{after}”） | 调用 `{new}(…)` 会触发 `DeprecationWarning`
action-deprecation-removed            | 接口不再标记为废弃 | 调用 `{new}(…)` 不再触发 `DeprecationWarning`
action-deprecation-message-changed    | 接口的废弃说明由“{before}”改为“{after}” | 调用 `{new}(…)` 时的废弃提示随之变化
action-body-format-changed            | 请求体格式改变：{before} → {after} | `{new}(…)` 改用新格式发送，旧版客户端仍用旧格式
action-retry-safety-changed           | 接口由{before}改为{after} | `{new}(…)` 失败后按{after}的规则重试
action-index-changed                  | {after} | 无影响
action-description-changed            | 接口的标题或说明有改动 | 仅影响文档字符串
pagination-added                      | 支持分页（`{after}`） | 可用 `{new}.items(…)` 逐项遍历
pagination-removed                    | 不再支持分页（原为 `{before}`） | `{old}.items(…)` 不再可用
page-renamed                          | 页面更名：`{before}` → `{after}` | 无影响
page-duplicated                       | 页面 `{path}` 与其他页面重复，未被采用 | 无影响
page-duplicate-removed                | 移除了未被采用的重复页面 `{path}` | 无影响
page-unparsable                       | 页面 `{path}` 有错误（{after}），无法比较 | 页面修正后才能确定影响
error-code-added                      | 新增错误码 `{path}`（{after}） | `APIError.meaning` 会给出其含义
error-code-removed                    | 移除错误码 `{path}`（{before}） | `APIError.meaning` 不再给出其含义
error-code-description-changed        | 错误码 `{path}` 的说明由“{before}”改为“{after}” | `APIError.meaning` 的内容随之变化
# requests
request-parameter-added-optional      | 新增可选的请求参数 `{path}`（{after}） | 可传入 `{new}`
request-parameter-added-required      | 新增必填的请求参数 `{path}`（{after}） | 必须传入 `{new}`
request-parameter-removed             | 移除请求参数 `{path}`（{before}） | `{old}` 会引发 `TypeError`
request-parameter-renamed             | 请求参数更名：`{before}` → `{after}` | `{old}` 改为 `{new}`
request-parameter-case-changed        | 请求参数的写法改变：`{before}` → `{after}` | `{new}` 不变；旧版客户端仍发送 `{before}`
request-parameter-became-required     | 请求参数 `{path}` 由{before}改为{after} | 必须传入 `{new}`
request-parameter-became-optional     | 请求参数 `{path}` 由{before}改为{after} | 可以省略 `{new}`
request-parameter-type-changed        | 请求参数 `{path}` 的类型由 `{before}` 改为 `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
request-parameter-type-widened        | 请求参数 `{path}` 的类型由 `{before}` 放宽为 `{after}` | `{new}` 的类型放宽为 `{new_type}`，仍接受 `{old_type}`
request-parameter-became-list         | 请求参数 `{path}` 由单个值改为列表：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
request-parameter-became-single       | 请求参数 `{path}` 由列表改为单个值：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
request-parameter-max-items-decreased | 请求参数 `{path}` 的元素个数上限降低：{before} → {after} | `{new}` 超出上限时，客户端会在发送前拒绝
request-parameter-max-items-increased | 请求参数 `{path}` 的元素个数上限提高：{before} → {after} | `{new}` 可传入更长的列表
request-parameter-known-values-removed | 请求参数 `{path}` 的可选值有变：{difference} | `{new}` 的类型提示随之变化；客户端不拒绝任何取值，但 API 可能拒绝
request-parameter-known-values-added  | 请求参数 `{path}` 的可选值有变：{difference} | `{new}` 的类型提示随之变化
request-parameter-known-values-documented | 请求参数 `{path}` 在文档中列出的可选值：{before} → {after} | `{new}` 的类型提示随之变化
request-parameter-default-changed     | 请求参数 `{path}` 的默认值由 `{before}` 改为 `{after}` | 省略 `{new}` 时，服务端的行为会改变；客户端不发送默认值
request-parameter-range-widened       | 请求参数 `{path}` 的取值范围放宽：{before} → {after} | 无影响，客户端不检查取值范围
request-parameter-range-narrowed      | 请求参数 `{path}` 的取值范围收窄：{before} → {after} | 客户端不拒绝 `{new}` 的任何取值，但 API 可能拒绝
request-parameter-unit-changed        | 请求参数 `{path}` 的单位改变：{before} → {after} | `{new}` 取值的含义改变
request-parameter-deprecated          | 请求参数 `{path}` 标记为废弃（“{after}”） | 传入 `{new}` 会触发 `DeprecationWarning`
request-parameter-deprecation-removed | 请求参数 `{path}` 不再标记为废弃 | 传入 `{new}` 不再触发 `DeprecationWarning`
request-parameter-deprecation-message-changed | 请求参数 `{path}` 的废弃说明由“{before}”改为“{after}” | 传入 `{new}` 时的废弃提示随之变化
request-parameter-content-encoding-changed | 请求参数 `{path}` 的编码方式改变：{before} → {after} | `{new}` 由客户端编码，调用方传入原文即可
request-parameter-python-name-changed | 请求参数 `{path}` 的 Python 名称由 `{before}` 改为 `{after}` | `{old}` 改为 `{new}`
request-model-added                   | 请求参数 `{path}` 的对象有了字段表：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
request-model-removed                 | 请求参数 `{path}` 的对象不再有字段表：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
request-model-renamed                 | 请求中的数据模型更名：`{before}` → `{after}` | 类 `{old}` 改为 `{new}`
request-model-case-changed            | 请求中数据模型的写法改变：`{before}` → `{after}` | 无影响，类名仍为 `{new}`
# responses
response-field-added                  | 新增响应字段 `{path}`（{after}） | 可读取 `{new}`
response-field-removed                | 移除响应字段 `{path}`（{before}） | 读取 `{old}` 会引发 `AttributeError`
response-field-renamed                | 响应字段更名：`{before}` → `{after}` | `{old}` 改为 `{new}`
response-field-case-changed           | 响应字段的写法改变：`{before}` → `{after}` | `{new}` 不变；`raw` 中的键名改变，开启严格模式的旧版客户端会拒绝该响应
response-field-became-required        | 响应字段 `{path}` 现在必定返回 | `{new}` 不再可能为 `None`
response-field-became-optional        | 响应字段 `{path}` 现在可能缺失 | `{new}` 可能为 `None`
response-field-type-changed           | 响应字段 `{path}` 的类型由 `{before}` 改为 `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
response-field-type-narrowed          | 响应字段 `{path}` 的类型由 `{before}` 收窄为 `{after}` | `{new}` 的类型由 `{old_type}` 收窄为 `{new_type}`
response-field-became-list            | 响应字段 `{path}` 由单个值改为列表：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
response-field-became-single          | 响应字段 `{path}` 由列表改为单个值：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
response-field-max-items-changed      | 响应字段 `{path}` 的元素个数上限改变：{before} → {after} | 无影响，客户端不检查响应中列表的长度
response-field-known-values-added     | 响应字段 `{path}` 的可能取值有变：{difference} | `{new}` 可能出现代码尚未处理的取值
response-field-known-values-removed   | 响应字段 `{path}` 的可能取值有变：{difference} | `{new}` 的类型提示随之变化
response-field-known-values-documented | 响应字段 `{path}` 在文档中列出的取值：{before} → {after} | `{new}` 的类型提示随之变化
response-field-unit-changed           | 响应字段 `{path}` 的单位改变：{before} → {after} | `{new}` 取值的含义改变
response-field-deprecated             | 响应字段 `{path}` 标记为废弃（“{after}”） | 仅影响文档字符串
response-field-deprecation-removed    | 响应字段 `{path}` 不再标记为废弃 | 仅影响文档字符串
response-field-deprecation-message-changed | 响应字段 `{path}` 的废弃说明由“{before}”改为“{after}” | 仅影响文档字符串
response-field-python-name-changed    | 响应字段 `{path}` 的 Python 名称由 `{before}` 改为 `{after}` | `{old}` 改为 `{new}`
response-model-added                  | 响应字段 `{path}` 的对象有了字段表：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
response-model-removed                | 响应字段 `{path}` 的对象不再有字段表：`{before}` → `{after}` | `{new}` 的类型由 `{old_type}` 变为 `{new_type}`
response-model-renamed                | 响应中的数据模型更名：`{before}` → `{after}` | 类 `{old}` 改为 `{new}`
response-model-case-changed           | 响应中数据模型的写法改变：`{before}` → `{after}` | 无影响，类名仍为 `{new}`
response-envelope-changed             | 公共响应字段 `{path}` 的文档有改动 | 无影响，每个响应都有该字段
# requests and responses
description-changed                   | `{path}` 的说明有改动 | 仅影响文档字符串
rows-reordered                        | `{path}` 中各行的顺序改变 | 无影响，参数按名称传递
example-changed                       | 示例有改动 | 仅影响为该接口生成的测试
"""

_ROWS = [line.split(" | ") for line in _TABLE.splitlines() if " | " in line]
SUMMARIES = {id.strip(): summary.strip() for id, summary, _ in _ROWS}
EFFECTS = EffectWords(
    templates={id.strip(): python.strip() for id, _, python in _ROWS},
    class_renamed="类 `{old}` 改为 `{new}`",
    with_default="{effect}，除非客户端设置已提供该值",
    without_default="{effect}，即使客户端设置未提供该值",
    becomes_mandatory="`{new}` 变为必填",
    becomes_optional="`{new}` 变为可选",
    separator="；",
)

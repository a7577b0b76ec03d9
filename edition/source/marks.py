"""The words and marks by which newspapers tell one part of a page from another, for edition.source.guess.

A further word is put into its pattern here; what a pattern is for stands beside it.
"""

import re

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff"
ENDS = re.compile(r"[。！？!?…；;：:.][”’」』）)》\"']*$")  # how a sentence ends, or a part of one that is whole

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文温柳陶齐喜張劉陳楊趙黃吳孫馬羅鄭謝韓馮"
    "习代鲁车侯樊左季祝牛詹甘焦柳管解聂辛耿关兰殷申阮洪翟盛倪严牟章安凌霍卓向岳骆葛欧苗俞纪伍古司裴路席包庄宁柯翁隋滕鲍褚屈慕游"
)
NAME = rf"[{SURNAMES}][{HAN}·]{{1,3}}"
OFFICE = "(?:本[报報刊台网網社]|新华社|新華社)?(?:全媒体|融媒体|首席|特约|特約|实习|實習|见习|驻站)*"
ROLE = rf"{OFFICE}(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員|撰稿人?|撰文|作者|采写|整理|编译|口述|摄影(?:报道)?|攝影)"
WORK = r"[文图图圖摄][/／][文图圖摄]|[文图圖][/／:：]|[/／][文图圖摄]"  # 文/图, 文/甲, 甲/图
OPEN = r"[□■◎○●◆☉\s（(〔【［\[]*"
BYLINE = re.compile(
    rf"{OPEN}(?:{WORK}|{ROLE})(?:{NAME})?(?:[\s:：/／、]*(?:{WORK}|{ROLE})(?:{NAME})?|[\s:：/／、]+[{HAN}·]{{1,6}})*[）)〕】］\]\s]*"
    rf"|[□■◎○●◆☉]\s*{NAME}(?:\s+{NAME})*|(?i:by) [A-Z][\w.' -]+(?:, .{{1,40}})?"
)
NAMES = re.compile(rf"[{SURNAMES}](?:[{HAN}]{{1,2}}|\s+[{HAN}])(?:[\s、]+{NAME}){{0,3}}")
DECK = re.compile(r"[—―─–]{1,2}.+|[（(].+[）)]")
SERIES = re.compile(r"[【\[〔「].+[】\]〕」]")
CHINESE = "[一二三四五六七八九十]{1,3}"
NUMBER = re.compile(
    rf"第?{CHINESE}[、．]|[（(]{CHINESE}[）)]|第{CHINESE}[章节部]|\d{{1,2}}(?:[、．]|\.(?!\d)|\s+(?=\S))|[■◆□◇▌]|{CHINESE}$"
)
SERIAL = [
    re.compile(form)
    for form in ("[①-⑳]", rf"[（(](?:{CHINESE}|\d+)[）)]", r"\d+[.、]", rf"{CHINESE}、.{{1,24}}[；;。]$")
]  # what lists are numbered by
DATE = (
    r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?|(?:[二〇○零一二三四五六七八九]{4}|民[国國]\S{1,4})年\S{1,3}月\S{1,3}日|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}"
)
EDITOR = "(?:[责責]任?[编編][辑輯]?|[编編][辑輯]|美[编編]|版式(?:[设設][计計])?|校[对對]|组版|审核|審核)"
# What a line of furniture is made of, by the reason to set it aside; it may have the name of a section beside it.
FURNITURE = [
    ("folio", rf"第?\s*[A-D]?\d{{1,3}}\s*版|第{CHINESE}版|(?i:page) \w+|\b[A-D]\d{{1,2}}\b|(?<!\S)0\d(?!\S)"),
    ("date", rf"{DATE}|星期[一二三四五六日天]|农历\S+|\d\d:\d\d(?::\d\d)?|(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day"),
    ("editor", rf"{EDITOR}(?:[:：/／\s]+[{HAN}]{{2,3}}|{NAME})(?![{HAN}])"),
    ("other", "[上下]一[版期篇]"),
    ("masthead", rf"[{HAN}]{{2,8}}[日晚早晨时周商导][报報]\b|^[A-Z ]*BAO$|^(?:THE|The) .{{2,30}} (?i:times|gazette|herald|post|news|daily)$"),
]  # fmt: skip
# What tells by itself that a line is none of the article's.
SET_ASIDE = [
    ("jump", r"[（(]?\s*[紧緊]?[上下][转轉接].{1,6}版\S{0,12}|(?i:continued (?:on|from) page .{1,6}|see .{2,20}, page \w+)"),
    ("editor", rf"[【\[（(]?(?:本[版期])?{EDITOR}(?:[:：\s][^。]{{1,60}}|{NAME})"),
    ("mail", r".{0,30}[\w.]+@[\w.]+\w.{0,20}|(?:新闻|广告|发行)?(?:投稿|来稿|邮箱|热线|电话|网址)\S{0,6}[:：].{1,60}"),
    ("other", rf"(?:首页|当前位置|您的位置)[^。]*|[{HAN}]{{1,8}}(?:\s*>+\s*[{HAN}]{{1,8}}){{1,5}}|(?:{DATE})?[\s\d:]*来源[:：].*"),
    ("other", r"(?:.*?(?:来源|时间|作者|浏览\S*|字号|发布\S*)[:：]){2}.*"),
    ("other", r"(?:打印|关闭|分享|收藏|返回|上一篇|下一篇|相关[新阅]|延伸阅读|扫一扫)[^。]{0,24}|原标题[:：].*|.*版权所有.*|(?i:copyright).*"),
]  # fmt: skip
JUMP = re.compile(
    r"[（(][紧緊]?[上下][转轉接][^（(]{1,6}版[^（(]{0,12}[）)]$|(?<=[。！？”])[紧緊]?[上下][转轉接].{1,6}版$"
)
NOTES = r"[【\[（(]?(?:编\s*者\s*[按注]|編者按|编者的话|编后|开栏的话|(?i:editor.s note))"
SUMMARY = r"[【\[]?(?:内容提要|核心阅读|阅读提示|提要|导读|摘要)[】\]]?"
LABEL = r"(?:图为|圖為|圖[:：]|图片说明|圖片說明|图[①-⑳\d一二三四五六][:：\s]|[左右上下][图圖][为為:：]?|[▲△▼↑↓←→])"
AGENCY = "新华社发|资料[图照]片|資料照片|影像中国|人民视觉|视觉中国"
CREDIT = rf"(?:{ROLE}|本版|以上)?\s*(?:图片|照片)?(?:除署名外)?\s*(?:均由|均为|由)?\s*[{HAN}·]{{2,6}}\s*[/／]?(?:摄影?|攝影?|供图|[/／]?图|制图|绘|提供)|{AGENCY}"
# How a part of the text is worded, by its role; the first that fits.
SAYS_ITSELF = [
    ("preface", rf"{NOTES}.*"),
    ("standfirst", rf"{SUMMARY}(?:[:：\s].*)?"),
    ("credit", rf"[（(]?(?:{CREDIT})(?:[（(]\S{{2,8}})?[）)]?。?|(?:数据|资料)来源[:：].{{1,40}}|制[图表][:：]?\s*{NAME}"),
    ("caption", rf"{LABEL}.*|.{{2,70}}(?:[（(](?:图[①-⑳\d]|{CREDIT})[）)]|[。\s](?:{CREDIT})(?:[（(]\S{{2,8}}[）)])?)。?"),
    ("question", r"(?:记者|記者|主持人)?[问問]?[:：].+|Q\s?[:：].+"),
    ("signoff", rf"[（(](?:{ROLE}|作者).{{0,40}}[）)]"),
    ("item", r"[-–•●○·◆◇*]\s*\w.*"),
]  # fmt: skip
SIGNS = re.compile(rf"[（(][^（）()。]{{1,40}}[）)]|(?:{DATE})|\d{{4}}年\S{{1,2}}[于写]\S{{0,12}}")
# Whom a text addresses, and the number of an official paper: neither headline nor heading.
ADDRESS = re.compile(rf"[{HAN}、，\s]{{2,60}}[:：]|.{{2,12}}[〔\[（(]\d{{4}}[〕\]）)]第?\d+号")
DATELINE = re.compile(
    rf"[{HAN}]{{0,6}}讯[\s（(]|[{HAN}]{{2,8}}\d{{1,2}}月\d{{1,2}}日[电電讯]|[（(【]?本[报報].{{0,12}}[讯訊电電]"
)
THING = re.compile(
    rf"(?!\S*[了是说都也就不很没有吗吧呢我你他她它])[{HAN}\w“”·]{{4,20}}。"
)  # a sentence that only names
COLUMNS = re.compile(rf"[，。；]\s+[“{HAN}]")  # two columns' text in one line

"""Words that tell homes from offices, places from other things that are numbered."""

import re

from core.privacy.address_parts import SIDE
from core.privacy.names import HAN, NAME, SURNAMES, any_of

VILLAGE = re.compile(
    rf"{any_of('村 庄 屯 寨 社区 居委会 村委会 居 嘎查 农场 林场 某组')}"
    rf"(?:村?[东西南北中前后][组队]?|{SIDE}?[头首边部])?$"
)
TOWNSHIP_VILLAGE = re.compile(rf"(?:镇|乡|街道|办事处)[ ]?[{HAN}]{{1,5}}$")
ALONG = rf"(?:{SIDE}?[段侧首头边]|{SIDE})?$"
STREET_NAMES = "街 路 巷 胡同 弄 里 大道 道 条"
STREET = re.compile(any_of(STREET_NAMES) + ALONG)
STREET_OF_VILLAGE = re.compile(rf"(?:[村庄屯]|社区)[ ]?[{HAN}]{{0,5}}{any_of(STREET_NAMES)}{ALONG}")
ESTATE = re.compile(
    any_of(
        "小区 花园 家园 苑 公寓 新村 嘉园 名城 佳园 华府 府 新城 家属院 家属楼 宿舍 宿舍楼 安置房 安置区",
        "社区 庄园 城 园 湾 郡 邸 墅 轩 阁 庭 居 院 里 都 景 国际",
    )
    + r"(?:[东西南北中一二三四五六]期?|[A-Z])?[区院苑期]?$"
)
# Villages in general and the numbers of offices' documents: 各村15号前报送, 镇街道办发12号.
NO_PLACE = re.compile(
    r"(?:(?:^|[镇乡县区])[各全本我该每驻进入到]?(?:行政|自然)?(?:村|社区|小区|庄)|[发字函规令议告通知报第])$"
)
DOORPLATE = re.compile(
    r"(?<=门牌)(?:号码?|编号)?[ :为是]{0,3}(?P<house>[A-Za-z甲乙丙丁]?[0-9]{1,4}(?:-[0-9]{1,4}){0,2}号?)"
    r"(?![0-9A-Za-z.%年月日个块元张户处·-])"
)
AS_LABEL = r"[ \t:为是在于\"“(|]{0,4}$"
HOME_LABEL = re.compile(
    rf"{any_of('家庭 居住 现居 户籍 户口 身份证 本人 个人 常住 暂住 经常居住 租住 现 家')}"
    rf"(?:地|所在|所在地|登记)?(?:住址|地址|地|所在地)?{AS_LABEL}"
    "|"
    + any_of(
        "住址 家住 现住 居住地? 住在 住于 暂住 租住 常住 户籍地? 门牌号?码? 入户 上门 房屋坐落 房屋座落",
        "宅基地坐落 建房地址 建房地点 户口所在地 出生地 籍贯 房号 公租房 廉租房 保障房 安置房 周转房",
    )
    + rf"{AS_LABEL}|(?:^|[,，。;；、\s])住[:于在]?[ ]?$|(?<=[族岁生女男人])住[于在]?$"
)
OFFICE_LABEL = re.compile(
    any_of(
        "办公 单位 机构 公司 企业 经营 注册 生产 营业 投标 开标 递交 报名 领取 受理 办理 咨询 活动 集合 会议",
        "项目 建设 施工 工程 交货 送货 比赛 考试 面试 体检 培训 接种 采样 检测 服务 门店 网点 学校 医院 法人",
        "厂 店 集中 申报 监督 投诉 举报 窗口 竞买 拍卖 现场 踏勘 复议 诉讼 工作 执勤 值班 存放 仓储 养殖",
        "种植 开户行? 登记机关 接待 来访 信访 邮寄 中心 站点 投递 预约 查询 主体 商铺 门面 仓库 考点",
    )
    + rf"[{HAN}]{{0,4}}(?:地址|地点|场所|住所|住址|位置|所在地|地){AS_LABEL}"
)
# An office's word inside the name of a street or an estate names no office: 学院路, 医院家属院.
NO_STREET = r"(?![东西南北前后一二三中]{0,2}(?:路|街|巷|胡同|大道|小区|家属|宿舍|社区|村|花园|公寓))"
ORGANISATION = re.compile(
    r"(?:[一-鿿](?:[站室厅馆校寺庙会社吧]|(?<!家属)(?<!大)院|(?<!地)点|中心|(?<![住处场])所)(?=[\s(,:、]|$)|[一-鿿]局(?=$|[^部面限])|[一-鿿]厂"
    r"|[一-鿿]店(?=$|[^村镇乡子])|"
    + any_of(
        "食堂 人民政府 政府 服务中心 活动中心 文化中心 医疗中心 检测中心 管理中心 办事大厅 大厅 派出所 公安",
        "法院 检察院 司法所 税务 财政所 监管所 管理所 村委会 居委会 村民委员会 居民委员会 委员会 村部 党群",
        "卫生院 卫生室 卫生所 诊所 医院 门诊 药店 药房 学校 小学 中学 高中 幼儿园 大学 学院 公司 集团 企业",
        "商店 超市 商场 市场 酒店 宾馆 饭店 餐厅 饭馆 银行 支行 分行 信用社 农商行 营业厅 营业部 营业所 网点",
        "合作社 大厦 写字楼 商务楼 车站 仓库 加油站 敬老院 养老院 福利院 图书馆 文化站 文化馆 纪念馆 协会",
        "商会 工作站 服务站 驿站 服务所 事务所 邮局 供电所 办公楼 办公室 综合楼 行政楼 指挥部 工地 项目部",
        "门市 商铺 门面 车间 基地 园区 产业园 养殖场 公园 教堂 殡仪馆 窗口 店铺 经营部 个体工商户 工作室",
        "残联 工会 妇联 团委 纪委 机关 电商 快递点 代办点 家庭农场 农家书屋 文化广场 水厂 停车场 评标 开标",
    )
    + f"){NO_STREET}"
)
DWELLING = re.compile(r"家属院|宿舍|家属楼|公寓|家属区|教师楼|职工楼|家属房")
# Offices that are part of a village's own name in an address: 某某村委会3组15号.
TOLERATED = re.compile(r"村委会|居委会|村民委员会|居民委员会|委员会|办事处")
WORKS = re.compile(
    any_of(
        "维修 改造 工程 施工 加装 电梯 楼道 管网 路灯 外墙 屋面 漏水 停水 停电 消防 门禁 充电 绿化 硬化",
        "管道 更换 供水 供暖 燃气 天然气 检测 预售 招标 拆除 立面 垃圾 环境 卫生",
    )
)
AFTER_HOUSE = re.compile(
    rf"$|[\s,，。;；、.)\]】|:(\"”'》/]|[院宅住房家的门内处附]|村民|居民|户主|农户|业主|{NAME.pattern}"
    rf"|[{SURNAMES}][{HAN}]{{1,2}}(?:家|$|[\s,，。、;；的])"
)
NAME_NEXT = re.compile(rf" {NAME.pattern}(?=[\s,，。;；、]|$)")
NOT_AFTER = re.compile(
    " ?"
    + any_of(
        "文件 公告 令 地块 宗地 标段 点位 监测 窗口 路灯 公厕 台区 变压 配电 网格 大棚 选手 考生 公路 国道",
        "省道 前 之前 以前 上午 下午 起 至 召开 开始 举行 机井 井 泵站 坑塘 桥 线 提灌 球员 代表团 仓 冷库 卷 册 档案",
    )
)
FACILITY = re.compile(rf"[{HAN}]{{3}}(?:[\s:(,]{{1,3}}|位于|设在|地处|坐落于?|安装在)$")
HOME_WORDS = re.compile(
    any_of(
        "址 坐落 座落 对象 门牌 家 户 位置 走访 慰问 入户 收货 送达 签收 名单 困难",
        "残疾 老 孤 人 级 类 员 民 男 女",
    )
)

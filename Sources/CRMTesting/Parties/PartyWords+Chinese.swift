import Foundation
import CRMCore

extension PartyWords {
  static let chinese = PartyWords(
    maleNames: givenNames(
      list("伟 强 磊 军 勇 杰 涛 明 超 刚 平 辉 鹏 华 飞 鑫 波 斌 宇 浩 凯 健 俊 帆 旭 宁 龙 林 阳 建 志 文 国 海 东 峰 成 永 家 子 天 泽 博 睿")),
    femaleNames: givenNames(
      list("芳 娜 敏 静 丽 艳 娟 霞 燕 玲 桂 英 萍 红 玉 兰 梅 莉 秀 云 洁 雪 琳 晶 欣 怡 婷 倩 颖 慧 佳 思 雨 梦 诗 嘉 紫 雅 蕾 琴 薇 菲 月 瑶")),
    familyNames: list(
      """
      王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 朱 马 胡 郭 林 何 高 梁 郑 罗 宋 谢 唐 韩 曹 许 邓 萧 冯 程 蔡 彭 潘 袁 于 董 余 苏 叶 吕 魏 蒋 田 杜 丁 沈
      姜 范 江 傅 钟 卢 汪 戴 崔 任 陆 廖 姚 方 金 邱 夏 谭 韦 贾 邹 石 熊 孟 秦 阎 薛 侯 雷 白 龙 段 郝 孔 邵 史 毛 常 万 顾 赖 武 康 贺 严 尹 钱
      欧阳 上官 司马 诸葛 司徒
      """),
    familyStems: list("牛 洪 龚 汤 陶 黎 温 莫 易 樊 乔 文 安 殷 颜 庄 章 鲁 倪 庞 邢 俞 翟 蓝 聂 齐 向 申 葛 柴 伍 覃 骆 关 焦 柳 欧 祝 纪"),
    familyEndings: [""],
    shortNames: [:],
    towns: [
      ("北京市", "100"), ("上海市", "200"), ("广州市", "510"), ("深圳市", "518"), ("成都市", "610"), ("杭州市", "310"), ("武汉市", "430"),
      ("西安市", "710"), ("南京市", "210"), ("天津市", "300"), ("苏州市", "215"), ("长沙市", "410"), ("青岛市", "266"), ("沈阳市", "110"),
      ("大连市", "116"), ("厦门市", "361"), ("宁波市", "315"), ("昆明市", "650"), ("合肥市", "230"), ("福州市", "350"), ("济南市", "250"),
      ("郑州市", "450"), ("哈尔滨市", "150"), ("石家庄市", "050"), ("南昌市", "330"), ("贵阳市", "550"),
    ],
    postalDigits: 6,
    streets: list("人民 解放 中山 建设 和平 新华 文化 胜利 光明 长江 黄河 北京 南京 上海 青年 朝阳 东风 团结 友谊 幸福 民主 花园 学院 体育 科技 滨海 湖滨 凤凰 龙泉 金山")
      .flatMap { name in ["路", "东路", "西路", "大街", "街"].map { name + $0 } },
    line: { street, house, flat in "\(street)\(house)号" + (flat.map { "\($0)室" } ?? "") },
    abbreviations: [("室", ""), ("号", "号 ")],
    organisationNames: list(
      "华信 中远 鼎盛 天成 恒达 金源 瑞丰 宏图 新锐 博雅 东方 远大 盛世 长虹 海天 星辰 联合 正大 万通 广泰 嘉禾 银河 翔宇 同创 百川 昌隆 普惠 立信 蓝海 云帆 晨光 启明"),
    organisationTrades: ["贸易", "科技", "物流", "电子", "建筑", "医疗器械", "软件", "纺织", "食品", "机械", "化工", "能源", "咨询", "家具", "汽车"],
    legalForms: ["有限公司", "有限责任公司", "股份有限公司", "有限公司"],
    mailDomains: ["qq.com", "163.com", "126.com", "sina.com", "foxmail.com"],
    phonePrefixes: ["+86138", "+86139", "+86150", "+86186", "+86177"], phoneDigits: 8,
    lookalikes: [
      ("伟", "炜"), ("杰", "洁"), ("明", "铭"), ("辉", "晖"), ("静", "婧"), ("丽", "莉"), ("燕", "艳"), ("玲", "铃"), ("英", "瑛"),
      ("红", "虹"), ("云", "芸"),
      ("文", "雯"), ("国", "果"), ("志", "智"), ("建", "健"), ("海", "诲"), ("峰", "锋"), ("成", "诚"), ("永", "勇"), ("家", "佳"),
      ("宇", "雨"), ("欣", "鑫"),
    ],
    keyboard: [],
    isIdeographic: true,
    latin: { Transliteration.pinyin($0, separator: "").capitalized })

  /// One or two characters.
  private static func givenNames(_ characters: [String]) -> [String] {
    characters + characters.flatMap { first in characters.map { first + $0 } }
  }
}

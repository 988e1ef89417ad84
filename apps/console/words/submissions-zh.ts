import type { submissionsEn } from "./submissions-en.ts";

/** What the console says about what people gave in forms, in Chinese. */
export const submissionsZh: typeof submissionsEn = {
  cases: {
    tab: "办理",
    title: "办理事项",
    lead: "订单、申请、来信：仅显示隐私政策为您所选工作开放的内容。",
    evidence: "您查看某人提交的内容时，该人将收到一份“工作人员已查看”的回执，每日一次。",
    work: "工作事项",
    ofForm: (form: string, purpose: string) => `${form}：${purpose}`,
    show: "查看",
    nothingOpened: "隐私政策未向工作人员开放任何表单。",
    unread: "选定工作事项之前，不读取任何内容。",
    empty: "尚无人提交此表单。",
    found: (count: number) => `共 ${count} 件`,
    at: "提交时间",
    state: "状态",
    about: "所涉内容",
    given: "提交内容",
    person: "提交人",
    open: "查看",
    openPerson: (id: string) => `查看 ${id} 号事项的提交人`,
  },
  research: {
    tab: "调研",
    title: "调研",
    lead: "问卷答案仅以统计数字呈现，不显示何人作何回答。",
    none: "隐私政策未声明任何问卷。",
    answered: "已回答",
    refused: "已拒绝",
    answer: "答案",
    people: "人数",
    few: (least: number) => `少于 ${least}，或为避免推知而一并隐去`,
    explains: (least: number) =>
      `小于 ${least} 的数字不予显示；为避免由其他数字推知，不会只隐去一个。撤回同意者的回答立即从全部数字中剔除。`,
  },
};

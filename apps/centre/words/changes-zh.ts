import type { changesEn } from "./changes-en.ts";

/** What the centre says of changes of the policy for one person, in Chinese. */
export const changesZh: typeof changesEn = {
  myChanges: {
    tab: "变更",
    title: "与您有关的变更",
    lead: "政策变更时，您可以在此查看变更与您有何关系；超出原有范围的，由您决定是否同意。",
    empty: "自您注册以来，没有与您有关的变更。",
    limited: "原有限制对您继续有效。",
    limitedText: "对您尚未同意的变更，我们仍按变更前的方式处理您的个人信息，不以新的方式处理。",
    open: "有一项政策变更等待您答复。",
    openText: "在您答复之前，原有限制对您继续有效。未作答复不视为同意。",
    see: "查看变更内容",
    coming: (at) => `将于${at}生效`,
    "in-force": (at) => `自${at}起生效`,
    past: (at) => `曾于${at}生效`,
    wider: "变更后将允许、而目前对您不允许的事项",
    other: "其他变更",
    told: "此项仅为告知，您无需采取任何行动。",
    nothingLeft: "此项变更已不超出对您的限制。",
    agree: "同意",
    refuse: "不同意",
    agreeTo: (at) => `同意${at}的变更`,
    refuseTo: (at) => `不同意${at}的变更`,
    unanswered: "您尚未答复，原有限制对您继续有效。",
    agreed: (at) => `您已于${at}同意，并可随时改变决定。`,
    refused: (at) => `您已于${at}表示不同意，原有限制对您一直有效。您可随时改变决定。`,
    recorded: "您的答复已记录。",
    versions: "政策的所有版本",
  },
};

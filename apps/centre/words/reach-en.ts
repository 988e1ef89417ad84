/** What the centre says about the ways to reach a person, in English. */
export const reachEn = {
  reach: {
    tab: "Reaching me",
    title: "How we reach you",
    lead: "If something happens to your data we must tell you. The more ways there are, the surer it is that we do.",
    ways: "What we may tell you, and how",
    forNothing: "Nothing, as things stand.",
    notGiven: "You have not given it, so we do not use it.",
    address: "Postal address",
    addressLead:
      "It is used for letters of the kinds above, and for nothing else: no advertising comes by letter.",
    addressLabel: "Your address, as it stands on an envelope",
    addressHelp: "Without your name. Up to eight short lines.",
    save: "Keep this address",
    takeBack: "Take my address back",
    push: {
      title: "Push notification in this browser",
      lead: "A short message that something awaits you here. It passes through the service of your browser’s maker, encrypted, and says nothing about you.",
      on: "Turn on in this browser",
      off: "Turn off",
      stores: (worker: string, day: string) =>
        `For this a service worker, ${worker}, is kept in this browser until ${day} at the latest. It goes earlier if you turn this off, log out in this browser or refuse cookies. Then the subscription ends too.`,
      isOn: (day: string) => `On, in the browser in which you turned it on last, until ${day}.`,
      noScript: "Your browser cannot do this, or JavaScript is off: it is the one thing here that needs it.",
      needsCookies:
        "You refused cookies when you logged in, so nothing is kept in this browser, and this cannot be turned on.",
      denied:
        "Notifications are not allowed for this site, so nothing was turned on and nothing is kept. You can allow them in your browser’s settings.",
      failed:
        "It was not turned on: your browser could not reach the service that delivers notifications. Nothing is kept.",
    },
    done: "It is done, and recorded",
    receipts: "See the receipt",
  },
};

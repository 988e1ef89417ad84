// What the shop itself keeps in the browser, each only while its purpose is open. The kit clears it after a withdrawal.
document.addEventListener("avow-change", ({ detail }) => {
  if (detail.isOpen("video") && document.querySelector("iframe[data-purpose=video]") !== null) {
    localStorage.shop_video_volume ??= "0.8";
    const poster = `/assets/goods/${location.pathname.split("/").at(-1)}.svg`;
    void caches.open("shop-posters").then((cache) => cache.add(poster));
  }
  if (detail.isOpen("advertising") && !document.cookie.includes("_br_id=")) {
    const id = crypto.randomUUID();
    // biome-ignore lint/suspicious/noDocumentCookie: an advertiser's script would set it so, in every browser.
    document.cookie = `_br_id=${id}; Path=/; Max-Age=${90 * 86_400}; SameSite=Lax`;
  }
});

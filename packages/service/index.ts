export { createService, type Service, type ServiceOptions } from "./compose.ts";
export { type Config, type ConfigFault, dataPaths, readConfig } from "./config.ts";
export type { Context } from "./context.ts";
export { findAliyunReportUrl } from "./sms-reports/report-address.ts";

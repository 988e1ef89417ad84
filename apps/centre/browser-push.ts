import { enhancePush } from "@avow/kit";
import { WORKERS } from "./site.ts";

void enhancePush(window, WORKERS);

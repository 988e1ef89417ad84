import { enhancePush } from "@avow/kit";

enhancePush(window);

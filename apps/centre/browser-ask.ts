import { enhanceGateQuestions } from "@avow/kit";

void enhanceGateQuestions(document);

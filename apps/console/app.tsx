import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget, logOut, session } from "./api.ts";
import { Answer, Page } from "./elements.tsx";
import { Frame } from "./frame.tsx";
import { pathOf } from "./router.ts";
import { Advertisers } from "./screens/advertisers.tsx";
import { Announcements } from "./screens/announcements.tsx";
import { Calls } from "./screens/calls.tsx";
import { CampaignPage } from "./screens/campaign.tsx";
import { Campaigns } from "./screens/campaigns.tsx";
import { Cases } from "./screens/cases.tsx";
import { Changes } from "./screens/changes.tsx";
import { Disputes } from "./screens/disputes.tsx";
import { Documents } from "./screens/documents.tsx";
import { Drift } from "./screens/drift.tsx";
import { First } from "./screens/first.tsx";
import { IncidentPage } from "./screens/incident.tsx";
import { Incidents } from "./screens/incidents.tsx";
import { Letters } from "./screens/letters.tsx";
import { Licences } from "./screens/licences.tsx";
import { LogIn, type LogInReason } from "./screens/log-in.tsx";
import { Mailbox, MailPage } from "./screens/mailbox.tsx";
import { Messages } from "./screens/messages.tsx";
import { NoticePage } from "./screens/notice.tsx";
import { Notices } from "./screens/notices.tsx";
import { Operators } from "./screens/operators.tsx";
import { People } from "./screens/people.tsx";
import { Person } from "./screens/person.tsx";
import { Policy } from "./screens/policy.tsx";
import { ProposalPage } from "./screens/proposal.tsx";
import { Research } from "./screens/research.tsx";
import { ThreadPage } from "./screens/thread.tsx";
import { Threads } from "./screens/threads.tsx";
import { Today } from "./screens/today.tsx";
import { Traffic } from "./screens/traffic.tsx";
import { Versions } from "./screens/versions.tsx";
import { Link, useBrowserVisit, useVisit, VisitContext } from "./visit.tsx";

/** The console in a browser. */
export function App() {
  const visit = useBrowserVisit();
  return (
    <VisitContext value={visit}>
      <Console />
    </VisitContext>
  );
}

/** The frame, and in it the screen of the address, or the log-in in its place. */
export function Console() {
  const { screen, go } = useVisit();
  const client = useQueryClient();
  const isJoining = screen.name === "first" || screen.name === "join";
  const known = useQuery({ ...session, enabled: !isJoining });
  const [reason, setReason] = useState<LogInReason | null>(null);
  const operator = isJoining ? null : (known.data ?? null);
  if (operator !== null && reason === null) setReason("ended");
  const leave = async () => {
    await logOut();
    setReason("loggedOut");
    client.setQueryData(session.queryKey, null);
    forget(client);
    go({ name: "log-in" });
  };
  return (
    <Frame operator={operator} onLogOut={leave}>
      {screen.name === "first" || screen.name === "join" ? (
        <First key={screen.name} kind={screen.name} onMade={() => setReason("made")} />
      ) : (
        <Answer query={known}>
          {(found) =>
            found === null ? (
              <LogIn reason={reason} onEntered={() => setReason("ended")} />
            ) : (
              <CurrentScreen key={pathOf(screen)} />
            )
          }
        </Answer>
      )}
    </Frame>
  );
}

/** The screen of the address, for an operator. */
export function CurrentScreen() {
  const { screen } = useVisit();
  switch (screen.name) {
    case "today":
    case "log-in":
    case "first":
    case "join":
      return <Today />;
    case "incidents":
      return <Incidents />;
    case "incident":
      return <IncidentPage id={screen.id} />;
    case "announcements":
      return <Announcements />;
    case "people":
      return <People />;
    case "person":
      return <Person id={screen.id} />;
    case "messages":
      return <Messages />;
    case "notices":
      return <Notices />;
    case "notice":
      return <NoticePage id={screen.id} />;
    case "mailbox":
      return <Mailbox />;
    case "letters":
      return <Letters />;
    case "calls":
      return <Calls />;
    case "mail":
      return <MailPage id={screen.id} />;
    case "policy":
      return <Policy />;
    case "versions":
      return <Versions />;
    case "changes":
      return <Changes />;
    case "proposal":
      return <ProposalPage id={screen.id} />;
    case "documents":
      return <Documents />;
    case "drift":
      return <Drift />;
    case "traffic":
      return <Traffic />;
    case "disputes":
      return <Disputes />;
    case "threads":
      return <Threads />;
    case "thread":
      return <ThreadPage id={screen.id} />;
    case "cases":
      return <Cases />;
    case "research":
      return <Research />;
    case "campaigns":
      return <Campaigns />;
    case "campaign":
      return <CampaignPage id={screen.id} />;
    case "licences":
      return <Licences />;
    case "advertisers":
      return <Advertisers />;
    case "operators":
      return <Operators />;
    case "not-found":
      return <NotFound />;
  }
}

function NotFound() {
  const { words } = useVisit();
  return (
    <Page title={words.notFound.title} lead={words.notFound.lead}>
      <p>
        <Link to={{ name: "today" }}>{words.notFound.toToday}</Link>
      </p>
    </Page>
  );
}

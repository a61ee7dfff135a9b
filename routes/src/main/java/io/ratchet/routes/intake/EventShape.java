package io.ratchet.routes.intake;

import java.util.List;
import java.util.function.Predicate;

/**
 * In which fields a collector of Windows events puts what, as paths with dots; of several the first that holds
 * something counts.
 *
 * @param name as in findings' source
 * @param roots where the event stands within a record; the record itself where none is there
 * @param data objects that hold an event's own values, or a text of XML with them
 * @param agents which instance of the collector speaks
 * @param senders who sent it: the machine itself, unless the record says that it came with others' forwarded events
 * @param collectors the machine that collected; the agent's id is the event's machine's only where they are one
 * @param message in the machine's language, read only where there is nothing else
 */
record EventShape(
        String name,
        Predicate<Beginning> known,
        List<String> roots,
        List<String> provider,
        List<String> id,
        List<String> computer,
        List<String> senders,
        List<String> time,
        List<String> data,
        List<String> agents,
        List<String> collectors,
        List<String> message) {

    static final EventShape WINLOGBEAT = new EventShape(
            "winlogbeat",
            beginning -> beginning
                            .objects()
                            .anyMatch(fields -> fields.containsKey("winlog")
                                    || fields.containsKey("_source.winlog")
                                    || fields.keySet().stream()
                                            .anyMatch(name -> name.startsWith("winlog.")
                                                    || name.startsWith("_source.winlog.")
                                                    || name.startsWith("fields.winlog."))
                                    || (fields.containsKey("@timestamp")
                                            && (fields.containsKey("event.provider")
                                                    || fields.containsKey("source_name"))))
                    || beginning.mentions("winlog", "@timestamp")
                    || beginning.mentions("source_name", "computer_name", "@timestamp"),
            List.of("_source", "fields"),
            List.of("winlog.provider_name", "event.provider", "source_name"),
            List.of("winlog.event_id", "event.code", "event_id"),
            List.of("winlog.computer_name", "computer_name"),
            List.of(),
            List.of("@timestamp"),
            List.of("winlog.event_data", "winlog.user_data", "event_data", "user_data"),
            List.of("agent.id", "agent.name", "beat.hostname", "beat.name"),
            List.of("host.name", "beat.hostname"),
            List.of("message", "winlog.message"));

    static final EventShape NXLOG = new EventShape(
            "nxlog",
            beginning -> beginning.mentions("SourceName", "EventTime", "EventID"),
            List.of(),
            List.of("SourceName"),
            List.of("EventID"),
            List.of("Hostname"),
            List.of(),
            List.of("EventTime"),
            List.of("EventData", "EventXML", "UserData", "."),
            List.of(),
            List.of(),
            List.of("Message"));

    static final EventShape WAZUH = new EventShape(
            "wazuh",
            beginning -> beginning.mentions("win", "providerName", "eventID", "agent")
                    || beginning.mentions("win.system.providerName")
                    || beginning.mentions("data.win.system.providerName"),
            List.of("_source"),
            List.of("data.win.system.providerName"),
            List.of("data.win.system.eventID"),
            List.of("data.win.system.computer"),
            List.of(),
            List.of("data.win.system.systemTime", "timestamp", "@timestamp"),
            List.of("data.win.eventdata", "data.win.userdata", "data.win.eventXml"),
            List.of("manager.name"),
            List.of(),
            List.of("data.win.system.message"));

    static final EventShape SENTINEL = new EventShape(
            "sentinel",
            beginning -> beginning.mentions("TimeGenerated", "EventID", "Computer")
                    || beginning.mentions("TimeGenerated [UTC]", "EventID", "Computer"),
            List.of(),
            List.of("Source", "SourceName", "EventSourceName", "Provider"),
            List.of("EventID"),
            List.of("Computer"),
            List.of(),
            List.of("TimeGenerated", "TimeGenerated [UTC]"),
            List.of("EventData", "UserData", "RawEventData", "ParameterXml"),
            List.of("WorkspaceId", "TenantId"),
            List.of(),
            List.of("RenderedDescription"));

    static final EventShape SPLUNK = new EventShape(
            "splunk",
            beginning -> beginning.mentions("preview", "result")
                    || beginning.mentions("preview", "results")
                    || beginning.mentions("sourcetype", "event")
                    || beginning.mentions("sourcetype", "_raw")
                    || beginning.mentions("result", "results_link"),
            List.of("result", "event"),
            List.of("SourceName", "Name", "source_name", "ProviderName"),
            List.of("EventCode", "EventID", "event_id"),
            List.of("ComputerName", "Computer"),
            List.of("dvc", "host"),
            List.of("_time", "time", "TimeCreated", "latest(_time)", "max(_time)", "latest", "lastTime", "last_seen"),
            List.of("_raw", "event", "EventData_Xml", "UserData_Xml", "."),
            List.of("splunk_server"),
            List.of(),
            List.of("Message", "_raw"));

    static final EventShape VELOCIRAPTOR = new EventShape(
            "velociraptor",
            beginning -> beginning.mentions("System", "Provider", "EventRecordID")
                    || beginning.mentions("Provider", "Computer", "EventRecordID", "OSPath"),
            List.of(),
            List.of("System.Provider.Name", "Provider"),
            List.of("System.EventID.Value", "System.EventID", "EventID"),
            List.of("System.Computer", "Computer"),
            List.of(),
            List.of("System.TimeCreated.SystemTime", "EventTime", "_ts"),
            List.of("EventData", "UserData.EventXML", "UserData"),
            List.of(),
            List.of(),
            List.of("Message"));

    static final EventShape POWERSHELL = new EventShape(
            "get-winevent-json",
            beginning -> beginning.mentions("MachineName", "TimeCreated", "Id", "Message")
                    || beginning.mentions("ProviderName", "MachineName", "TimeCreated", "Id")
                    || beginning.mentions("Source", "MachineName", "TimeGenerated", "EventID")
                    || beginning.mentions("SourceName", "ComputerName", "TimeGenerated", "EventCode"),
            List.of(),
            List.of("ProviderName", "Source", "SourceName"),
            List.of("Id", "EventID", "EventCode"),
            List.of("MachineName", "ComputerName"),
            List.of(),
            List.of(
                    "TimeCreated.value",
                    "TimeCreated.DateTime",
                    "TimeCreated",
                    "TimeGenerated.value",
                    "TimeGenerated.DateTime",
                    "TimeGenerated"),
            List.of(),
            List.of(),
            List.of(),
            List.of("Message"));
}

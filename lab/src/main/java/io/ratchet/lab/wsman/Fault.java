package io.ratchet.lab.wsman;

/**
 * A refusal, with the code that Windows gives it.
 *
 * @param subcode with its prefix, such as {@code w:TimedOut}
 */
record Fault(String code, String subcode, long windowsCode, String text) {
    private static final String SENDER = "s:Sender";
    private static final String RECEIVER = "s:Receiver";

    /** What a German host says in place of the text; the code is the same everywhere. */
    String inGerman() {
        return switch (subcode) {
            case "w:TimedOut" ->
                "Der WS-Verwaltungsdienst kann den Vorgang nicht innerhalb der in \"OperationTimeout\" angegebenen Zeit abschlie\u00dfen. ";
            case "w:QuotaLimit" ->
                "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. Die Anzahl, die diesem Benutzer erlaubt ist, wurde \u00fcberschritten. ";
            case "w:AccessDenied" -> "Zugriff verweigert ";
            case "w:InvalidSelectors" ->
                "Die Anforderung f\u00fcr die Windows-Remoteshell ist fehlgeschlagen, da die Shell auf dem Server nicht gefunden wurde. ";
            default -> "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. ";
        };
    }

    static Fault timedOut() {
        return new Fault(
                RECEIVER,
                "w:TimedOut",
                2150858793L,
                "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ");
    }

    static Fault shellNotFound(String shellId) {
        return new Fault(
                SENDER,
                "w:InvalidSelectors",
                2150858843L,
                "The request for the Windows Remote Shell with ShellId " + shellId
                        + " failed because the shell was not found on the server. Possible causes are: the specified ShellId is incorrect or the"
                        + " shell no longer exists on the server. Provide the correct ShellId or create a new shell and retry the operation. ");
    }

    static Fault shellQuota(int allowed) {
        return new Fault(
                SENDER,
                "w:QuotaLimit",
                2150859173L,
                "The WS-Management service cannot process the request. This user is allowed a maximum number of "
                        + allowed
                        + " concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user. ");
    }

    static Fault operationQuota(int allowed) {
        return new Fault(
                SENDER,
                "w:QuotaLimit",
                2150859174L,
                "The WS-Management service cannot process the request. This user is allowed a maximum number of "
                        + allowed
                        + " concurrent operations, which has been exceeded. Close existing operations for this user, or raise the quota for"
                        + " this user. ");
    }

    static Fault accessDenied() {
        return new Fault(SENDER, "w:AccessDenied", 5, "Access is denied. ");
    }

    static Fault aborted() {
        return new Fault(
                RECEIVER,
                "w:InternalError",
                995,
                "The I/O operation has been aborted because of either a thread exit or an application request. ");
    }

    static Fault tooLarge() {
        return new Fault(
                SENDER,
                "w:EncodingLimit",
                2150858805L,
                "The WS-Management service cannot process the request because the encoding of the request exceeds an internal encoding limit."
                        + " Reconfigure the client to send messages which fit the encoding limits of the service. ");
    }

    static Fault unknownAction() {
        return new Fault(
                SENDER,
                "a:ActionNotSupported",
                2150858753L,
                "The WS-Management service cannot process the request. The WS-Addressing action URI is invalid. ");
    }

    static Fault unknownResource() {
        return new Fault(
                SENDER,
                "a:DestinationUnreachable",
                2150858752L,
                "The WS-Management service cannot process the request. The service cannot find the resource identified by the resource URI and"
                        + " selectors. ");
    }
}

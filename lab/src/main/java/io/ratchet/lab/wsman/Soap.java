package io.ratchet.lab.wsman;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** Writes what a Windows host answers. */
final class Soap {
    static final String SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
    static final String CMD = SHELL + "/cmd";
    private static final String TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
    private static final String ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
    private static final String OPENING =
            "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                    + " xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" xmlns:x=\"" + TRANSFER + "\""
                    + " xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" xmlns:rsp=\"" + SHELL + "\""
                    + " xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\">";

    private Soap() {}

    static String created(Envelope request, String shellId, String client) {
        return envelope(
                TRANSFER + "/CreateResponse",
                request,
                "<x:ResourceCreated><a:Address>" + escaped(client)
                        + "</a:Address><a:ReferenceParameters><w:ResourceURI>" + CMD
                        + "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"ShellId\">" + shellId
                        + "</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"
                        + "<rsp:Shell><rsp:ShellId>" + shellId + "</rsp:ShellId><rsp:ResourceUri>" + CMD
                        + "</rsp:ResourceUri><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>");
    }

    static String started(Envelope request, String commandId) {
        return envelope(
                SHELL + "/CommandResponse",
                request,
                "<rsp:CommandResponse><rsp:CommandId>" + commandId + "</rsp:CommandId></rsp:CommandResponse>");
    }

    /** @param done whether this is the last of the output */
    static String received(Envelope request, RemoteProcess process, byte[] stdout, byte[] stderr, boolean done) {
        String id = process.id();
        var body = new StringBuilder("<rsp:ReceiveResponse>");
        stream(body, "stdout", id, stdout, done);
        stream(body, "stderr", id, stderr, done);
        body.append("<rsp:CommandState CommandId=\"")
                .append(id)
                .append("\" State=\"")
                .append(SHELL)
                .append("/CommandState/");
        if (done)
            body.append("Done\"><rsp:ExitCode>")
                    .append(Integer.toUnsignedString(process.exitCode()))
                    .append("</rsp:ExitCode></rsp:CommandState>");
        else body.append("Running\"/>");
        return envelope(
                SHELL + "/ReceiveResponse",
                request,
                body.append("</rsp:ReceiveResponse>").toString());
    }

    static String sent(Envelope request) {
        return envelope(SHELL + "/SendResponse", request, "<rsp:SendResponse/>");
    }

    static String signalled(Envelope request) {
        return envelope(SHELL + "/SignalResponse", request, "<rsp:SignalResponse/>");
    }

    static String deleted(Envelope request) {
        return envelope(TRANSFER + "/DeleteResponse", request, "");
    }

    static String fault(Envelope request, Fault fault, String text, String language, String machine) {
        return envelope(
                "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault",
                request,
                "<s:Fault><s:Code><s:Value>" + fault.code() + "</s:Value><s:Subcode><s:Value>" + fault.subcode()
                        + "</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"" + language + "\">"
                        + escaped(text)
                        + "</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f=\"http://schemas.microsoft.com/wbem/wsman/1/wsmanfault\" Code=\""
                        + fault.windowsCode() + "\" Machine=\"" + escaped(machine) + "\"><f:Message>"
                        + escaped(text)
                        + "</f:Message></f:WSManFault></s:Detail></s:Fault>");
    }

    /** The answer to Identify, which is not told who asks and so says nothing of the operating system. */
    static String identified() {
        return "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/><s:Body>"
                + "<wsmid:IdentifyResponse xmlns:wsmid=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\">"
                + "<wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion>"
                + "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
                + "<wsmid:ProductVersion>OS: 0.0.0 SP: 0.0 Stack: 2.0</wsmid:ProductVersion></wsmid:IdentifyResponse></s:Body></s:Envelope>";
    }

    private static String envelope(String action, Envelope request, String body) {
        return OPENING + "<s:Header><a:Action>" + action + "</a:Action><a:MessageID>uuid:" + upper()
                + "</a:MessageID><a:To>" + ANONYMOUS + "</a:To><a:RelatesTo>" + escaped(request.messageId())
                + "</a:RelatesTo></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    /** What was printed and that there is no more are told apart, as Windows does. */
    private static void stream(StringBuilder body, String name, String commandId, byte[] bytes, boolean end) {
        if (bytes.length > 0) oneStream(body, name, commandId, bytes, false);
        if (end) oneStream(body, name, commandId, new byte[0], true);
    }

    private static void oneStream(StringBuilder body, String name, String commandId, byte[] bytes, boolean end) {
        body.append("<rsp:Stream Name=\"")
                .append(name)
                .append("\" CommandId=\"")
                .append(commandId)
                .append('"');
        if (end) body.append(" End=\"true\"");
        body.append('>')
                .append(new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII))
                .append("</rsp:Stream>");
    }

    static String upper() {
        return UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

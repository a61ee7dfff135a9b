package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * Asks a host once more for a shell, only to read the WS-Man fault that it answers with: OverThere throws the fault
 * away, and a used-up quota must be waited for while a denied account must not be tried again. A shell that is opened
 * after all is closed at once; nothing is run.
 */
final class ShellFault {
    private static final String ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private static final String SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Pattern FAULT_CODE = Pattern.compile("<[^<>]*WSManFault[^<>]*\\bCode=\"(\\d{1,10})\"");
    private static final Pattern SHELL_ID = Pattern.compile("Name=\"ShellId\"[^<>]*>\\s*([0-9A-Za-z-]{1,64})\\s*<");

    private final Duration connect;
    private final Duration answer;

    ShellFault(Duration connect, Duration answer) {
        this.connect = connect;
        this.answer = answer;
    }

    /** The fault's code; empty when the host gives none, opens the shell or does not answer. */
    OptionalLong code(HostAddress host, Account account) {
        try {
            String told = post(host, account, create(url(host)));
            Matcher shell = SHELL_ID.matcher(told);
            if (shell.find()) post(host, account, delete(url(host), shell.group(1)));
            Matcher fault = FAULT_CODE.matcher(told);
            return fault.find() ? OptionalLong.of(Long.parseLong(fault.group(1))) : OptionalLong.empty();
        } catch (IOException | URISyntaxException | GeneralSecurityException untold) {
            // The caller has a failure to report already, and reports it without the code.
            return OptionalLong.empty();
        }
    }

    private String post(HostAddress host, Account account, String envelope)
            throws IOException, URISyntaxException, GeneralSecurityException {
        var connection = (HttpURLConnection) url(host).toURL().openConnection();
        try {
            if (connection instanceof HttpsURLConnection https)
                https.setSSLSocketFactory(trustOfNow().getSocketFactory());
            connection.setConnectTimeout((int) connect.toMillis());
            connection.setReadTimeout((int) answer.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/soap+xml;charset=UTF-8");
            connection.setRequestProperty("Authorization", "Basic " + basic(account));
            connection.getOutputStream().write(envelope.getBytes(StandardCharsets.UTF_8));
            InputStream told =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
            return told == null ? "" : new String(told.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    /** The default context is made once in a process, perhaps before a trust store was added. */
    private static SSLContext trustOfNow() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        return context;
    }

    private static String basic(Account account) {
        return Base64.getEncoder()
                .encodeToString((account.user() + ":" + account.password()).getBytes(StandardCharsets.UTF_8));
    }

    private static URI url(HostAddress host) throws URISyntaxException {
        return new URI(host.https() ? "https" : "http", null, host.host(), host.port(), "/wsman", null, null);
    }

    private static String create(URI url) {
        return envelope(
                url,
                "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create",
                "<w:OptionSet><w:Option Name=\"WINRS_NOPROFILE\">FALSE</w:Option><w:Option Name=\"WINRS_CODEPAGE\">437</w:Option></w:OptionSet>",
                "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>");
    }

    private static String delete(URI url, String shellId) {
        return envelope(
                url,
                "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete",
                "<w:SelectorSet><w:Selector Name=\"ShellId\">" + shellId + "</w:Selector></w:SelectorSet>",
                "");
    }

    private static String envelope(URI url, String action, String header, String body) {
        return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"" + ADDRESSING
                + "\" xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" xmlns:rsp=\"" + SHELL
                + "\"><s:Header><a:To>"
                + url.toASCIIString().replace("&", "&amp;")
                + "</a:To><a:ReplyTo><a:Address s:mustUnderstand=\"true\">" + ADDRESSING
                + "/role/anonymous</a:Address></a:ReplyTo>"
                + "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">153600</w:MaxEnvelopeSize><a:MessageID>uuid:"
                + UUID.randomUUID()
                + "</a:MessageID><w:OperationTimeout>PT20.000S</w:OperationTimeout><a:Action s:mustUnderstand=\"true\">"
                + action
                + "</a:Action><w:ResourceURI s:mustUnderstand=\"true\">" + SHELL + "/cmd</w:ResourceURI>" + header
                + "</s:Header><s:Body>" + body
                + "</s:Body></s:Envelope>";
    }
}

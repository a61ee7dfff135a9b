package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.lab.fixture.States;
import io.ratchet.lab.fixture.WsmanClient;
import io.ratchet.lab.fixture.WsmanClient.Answer;
import io.ratchet.lab.wsman.Account;
import io.ratchet.lab.wsman.Admission;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each message of MS-WSMV that clients send to run a command, and what a host refuses. */
class WsmanTest {
    private Fleet fleet;
    private WsmanClient client;

    @BeforeEach
    void start() {
        fleet = Fleet.start(
                FleetSettings.immediate(), List.of(States.server2008R2("WEB01"), States.server2016("WEB02")));
        client = new WsmanClient(fleet, "WEB01");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void runsACommandAndHangsUp() {
        // When
        Answer answer = client.run("hostname");

        // Then
        assertThat(answer.stream("stdout")).isEqualTo("WEB01\r\n");
        assertThat(answer.done()).isTrue();
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.http().headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/soap+xml"));
    }

    @Test
    void takesTheQuotesThatOverThereWrapsAroundACommand() {
        assertThat(client.run("\"hostname\"").stream("stdout")).isEqualTo("WEB01\r\n");
        assertThat(client.run("\"powershell -NoProfile -Command \"hostname\"\"").stream("stdout"))
                .isEqualTo("WEB01\r\n");
    }

    @Test
    void tellsWhatACommandPrintsWhileItRuns() {
        // Given
        try (Fleet slow = Fleet.start(
                FleetSettings.immediate().withTime(1, Duration.ofMillis(50)), List.of(States.server2016("WEB01")))) {
            WsmanClient there = new WsmanClient(slow, "WEB01");
            String shell = there.create().shellId();
            String command = there.command(shell, "ping -n 2 127.0.0.1 & exit 2149842967")
                    .commandId();

            // When
            Answer first = there.receive(shell, command);
            Answer second = there.receive(shell, command);

            // Then
            assertThat(first.stream("stdout")).endsWith("TTL=128\r\n").doesNotContain("Ping statistics");
            assertThat(first.body()).contains("CommandState/Running").doesNotContain("End=", "ExitCode");
            assertThat(second.stream("stdout")).startsWith("Reply from").contains("Sent = 2");
            assertThat(second.done()).isTrue();
            assertThat(second.exitCode()).isEqualTo(2149842967L);
        }
    }

    @Test
    void givesACommandTheVariablesOfItsShell() {
        // Given
        String shell = client.send(
                        WsmanClient.CREATE,
                        "",
                        "<rsp:Shell><rsp:Environment><rsp:Variable Name=\"Stage\">test</rsp:Variable></rsp:Environment></rsp:Shell>")
                .shellId();

        // When
        String command = client.command(shell, "echo %STAGE% %COMPUTERNAME%").commandId();

        // Then
        assertThat(client.receive(shell, command).stream("stdout")).isEqualTo("test WEB01\r\n");
    }

    @Test
    void readsNothingIntoTheLineOfAProgramThatNoCmdStarts() {
        // Given
        String shell = client.create().shellId();

        // When
        String command = client.send(
                        WsmanClient.SHELL + "/Command",
                        shell,
                        "<w:OptionSet xmlns:w=\"urn:x\"><w:Option Name=\"WINRS_SKIP_CMD_SHELL\">TRUE</w:Option></w:OptionSet>"
                                + "<rsp:CommandLine><rsp:Command>echo %OS% &amp;&amp; hostname</rsp:Command></rsp:CommandLine>")
                .commandId();

        // Then
        assertThat(client.receive(shell, command).stream("stdout")).isEqualTo("%OS% && hostname\r\n");
    }

    @Test
    void asInstalledItTakesNoPasswordAndOffersNoneOverHttp() {
        // Given
        try (Fleet installed = Fleet.start(
                FleetSettings.immediate().with(Admission.asInstalled()), List.of(States.server2016("WEB01")))) {

            // When
            Answer answer = new WsmanClient(installed, "WEB01").create();

            // Then
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.http().headers().allValues("www-authenticate")).containsExactly("Negotiate");
        }
    }

    @Test
    void joinsArgumentsAsPywinrmSendsThem() {
        // Given
        String shell = client.create().shellId();

        // When
        String command = client.send(
                        WsmanClient.SHELL + "/Command",
                        shell,
                        "<rsp:CommandLine><rsp:Command>echo</rsp:Command><rsp:Arguments>one</rsp:Arguments><rsp:Arguments>two</rsp:Arguments></rsp:CommandLine>")
                .commandId();

        // Then
        assertThat(client.receive(shell, command).stream("stdout")).isEqualTo("one two\r\n");
    }

    @Test
    void readsTheCommandIdWhateverItsPrefix() {
        // Given
        String shell = client.create().shellId();
        String command = client.command(shell, "hostname").commandId();

        // When
        Answer answer = client.send(
                WsmanClient.SHELL + "/Receive",
                shell,
                "<rsp:Receive xmlns:ns2=\"urn:x\"><rsp:DesiredStream ns2:CommandId=\"" + command
                        + "\">stdout</rsp:DesiredStream></rsp:Receive>");

        // Then
        assertThat(answer.stream("stdout")).isEqualTo("WEB01\r\n");
    }

    @Test
    void echoesTheMessageIdVerbatimOnEveryMessage() {
        // Given
        String shell = client.create().shellId();
        String command = client.command(shell, "hostname").commandId();
        String signal = "<rsp:Signal CommandId=\"" + command + "\"><rsp:Code>" + WsmanClient.SHELL
                + "/signal/terminate</rsp:Code></rsp:Signal>";

        // When
        Answer signalled = client.post(
                WsmanClient.envelope(WsmanClient.SHELL + "/Signal", shell, "urn:uuid:AbC-1", "PT5S", signal));
        Answer deleted = client.post(WsmanClient.envelope(WsmanClient.DELETE, shell, "uuid:dEf-2", "PT5S", ""));

        // Then
        assertThat(signalled.body()).contains("<a:RelatesTo>urn:uuid:AbC-1</a:RelatesTo>");
        assertThat(deleted.body()).contains("<a:RelatesTo>uuid:dEf-2</a:RelatesTo>");
    }

    @Test
    void takesInputAndIgnoresIt() {
        // Given
        String shell = client.create().shellId();
        String command = client.command(shell, "hostname").commandId();

        // When
        Answer sent = client.send(
                WsmanClient.SHELL + "/Send",
                shell,
                "<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"" + command
                        + "\" End=\"true\">aGVsbG8=</rsp:Stream></rsp:Send>");

        // Then
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.body()).contains("SendResponse");
    }

    @Test
    void aCommandReadsWhatIsSentOnceNoMoreComes() {
        // Given
        String shell = client.create().shellId();
        String command = client.command(shell, "more").commandId();

        // When
        assertThat(input(shell, command, "", "b25l").status()).isEqualTo(200);
        assertThat(client.receive(shell, command).fault()).as("not yet").isEqualTo(2150858793L);
        assertThat(input(shell, command, " End=\"true\"", "IHR3bw==").status()).isEqualTo(200);

        // Then
        Answer answer = client.receive(shell, command);
        assertThat(answer.stream("stdout")).isEqualTo("one two");
        assertThat(answer.done()).isTrue();
    }

    @Test
    void refusesInputForNothingOrThatIsNoBase64() {
        String shell = client.create().shellId();
        String command = client.command(shell, "more").commandId();
        assertThat(input(shell, "NONE", "", "b25l").fault()).isEqualTo(2150858843L);
        assertThat(input(shell, command, "", "=====").status()).isEqualTo(400);
    }

    private Answer input(String shell, String command, String end, String base64) {
        return client.send(
                WsmanClient.SHELL + "/Send",
                shell,
                "<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"" + command + "\"" + end + ">" + base64
                        + "</rsp:Stream></rsp:Send>");
    }

    @Test
    void identifiesItselfToAnybody() {
        // Given
        HttpRequest request = HttpRequest.newBuilder(client.uri())
                .header("WSMANIDENTIFY", "unauthenticated")
                .header("Content-Type", "application/soap+xml;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>"))
                .build();

        // When
        Answer answer = client.post(request);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("IdentifyResponse");
    }

    @Test
    void refusesAWrongPasswordWithAChallenge() {
        // Given
        var stranger = new WsmanClient(
                fleet, "WEB01", new Account(fleet.settings().account().user(), "wrong"));

        // When
        Answer answer = stranger.create();

        // Then
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.http().headers().allValues("www-authenticate"))
                .containsExactly("Negotiate", "Basic realm=\"WSMAN\"");
    }

    @Test
    void findsNoShellThatWasNeverOpenedOrIsGone() {
        // Given
        String shell = client.create().shellId();
        client.delete(shell);

        // When
        Answer answer = client.command(shell, "hostname");

        // Then
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.fault()).isEqualTo(2150858843L);
        assertThat(answer.body())
                .contains("<s:Value>w:InvalidSelectors</s:Value>")
                .contains("Machine=\"WEB01\"");
    }

    @Test
    void refusesActionsAndResourcesItDoesNotHave() {
        assertThat(client.send("http://schemas.xmlsoap.org/ws/2004/09/transfer/Put", "", "")
                        .fault())
                .isEqualTo(2150858753L);
        String powershell = WsmanClient.envelope(WsmanClient.CREATE, "", "uuid:1", "PT5S", "")
                .replace(WsmanClient.SHELL + "/cmd", "http://schemas.microsoft.com/powershell/Microsoft.PowerShell");
        assertThat(client.post(powershell).fault()).isEqualTo(2150858752L);
    }

    @Test
    void refusesWhatIsNoXmlOrBringsADocumentType() {
        assertThat(client.post("no xml").status()).isEqualTo(400);
        assertThat(client.post("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void refusesEnvelopesBeyondTheHostsLimit() {
        // Given
        String padding = "<rsp:Shell><!--" + "x".repeat(200 * 1024) + "--></rsp:Shell>";

        // Then
        assertThat(client.send(WsmanClient.CREATE, "", padding).fault()).isEqualTo(2150858805L);
        assertThat(new WsmanClient(fleet, "WEB02")
                        .send(WsmanClient.CREATE, "", padding)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void allowsAsManyShellsAsItsVersionOfWindows() {
        // Given
        List<String> shells = IntStream.range(0, 5)
                .mapToObj(each -> client.create().shellId())
                .toList();

        // When
        Answer sixth = client.create();
        client.delete(shells.get(0));
        Answer afterwards = client.create();

        // Then
        assertThat(sixth.fault()).isEqualTo(2150859173L);
        assertThat(afterwards.status()).isEqualTo(200);
        var modern = new WsmanClient(fleet, "WEB02");
        assertThat(IntStream.range(0, 30).mapToObj(each -> modern.create().status()))
                .containsOnly(200);
        assertThat(modern.create().fault()).isEqualTo(2150859173L);
    }

    @Test
    void givesNoOperationBackBeforeTheShellCloses() {
        // Given
        String shell = client.create().shellId();
        for (int at = 0; at < 15; at++)
            client.signal(shell, client.command(shell, "hostname").commandId());

        // When
        Answer sixteenth = client.command(shell, "hostname");
        client.delete(shell);

        // Then
        assertThat(sixteenth.fault()).isEqualTo(2150859174L);
        assertThat(client.run("hostname").exitCode()).isZero();
    }

    @Test
    void sendsLongOutputInPiecesThatFitTheClientsEnvelope() {
        // Given
        String shell = client.create().shellId();
        String longText = "x".repeat(8000);
        String command = client.command(shell, "echo " + longText).commandId();
        String receive = "<rsp:Receive><rsp:DesiredStream CommandId=\"" + command
                + "\">stdout stderr</rsp:DesiredStream></rsp:Receive>";
        String envelope = WsmanClient.envelope(WsmanClient.SHELL + "/Receive", shell, "uuid:1", "PT5S", receive)
                .replace("<w:OperationTimeout>", "<w:MaxEnvelopeSize>8192</w:MaxEnvelopeSize><w:OperationTimeout>");

        // When
        var text = new StringBuilder();
        Answer answer = client.post(envelope);
        int pieces = 1;
        for (text.append(answer.stream("stdout")); !answer.done(); text.append(answer.stream("stdout"))) {
            answer = client.post(envelope);
            pieces++;
        }

        // Then
        assertThat(text.toString()).isEqualTo(longText + "\r\n");
        assertThat(pieces).isGreaterThan(1);
        assertThat(answer.exitCode()).isZero();
    }
}

package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.rules.catalogue.RuleDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A site's folder beside the shipped rule book: what it adds, and everything it is refused for. */
class SiteRulesTest {
    private static final String CATALOGUE = """
            # Contoso's own products.
            systems:
              - id: sv-contoso-scheduler
                name: Contoso Scheduler
                course: server
                tags: [server]
                recognise:
                  - {product: "^Contoso Scheduler"}
                floor: {build: 4.10, says: version 4.10}
                remedy: upgrade
                restart: service
                advice: update it with its vendor's installer
                sources: [contoso-tls-statement]
                confidence: M
            """;
    private static final String RULE = """
            // What Contoso wants of its own products.
            rule "The scheduler is updated by its owner"
              @id( "R900-scheduler-is-updated" ) @status( "test" ) @statements( "5,114" )
              @source( "contoso-tls-statement" ) @retrieved( "2026-11-23" )
            when
              $need : Need( topic == "build", status == "unmet", system == "sv-contoso-scheduler" )
            then
              out.ticket( $need, "It speaks TLS 1.2 only from this build on." );
            end
            """;
    private static final String CASES = """
            cases:
              - case: Contoso Scheduler below its floor
                hosts:
                  old: {base: server-2016, facts: [{product: Contoso Scheduler, version: 4.9}]}
                fires: [R900]
                expect:
                  - {asset: old.corp.example, system: sv-contoso-scheduler, decision: ticket, remedy: upgrade, rule: R900-scheduler-is-updated}
                forbid:
                  - {decision: remediate}
              - case: Contoso Scheduler at its floor
                hosts:
                  new: {base: server-2016, facts: [{product: Contoso Scheduler, version: 4.10}]}
                not: [R900]
                expect:
                  - {system: sv-contoso-scheduler, decision: no-action}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        catalogue(CATALOGUE);
        rules(RULE);
        cases(CASES);
    }

    @Test
    void addsASystemAndWhatIsDecidedOfIt() {
        // Given
        CaseFiles.Case old = new CaseFiles()
                .read("cases", CASES, problem -> {
                    throw new AssertionError(problem);
                })
                .get(0);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        List<Decision> decisions = book.decide(old.estate());
        assertThat(decisions)
                .filteredOn(decision ->
                        "sv-contoso-scheduler".equals(decision.about().system()))
                .singleElement()
                .isInstanceOfSatisfying(Decision.Ticket.class, ticket -> {
                    assertThat(ticket.why().rule()).isEqualTo("R900-scheduler-is-updated");
                    assertThat(ticket.why().citations()).contains("contoso-tls-statement");
                    assertThat(ticket.why().because()).contains("Found: Contoso Scheduler 4.9");
                });
        assertThat(book.rules())
                .extracting(RuleDescription::id)
                .contains("R900-scheduler-is-updated", "R062-not-ready-with-evidence");
        assertThat(book.hash())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(RuleBook.shipped().hash());
    }

    @Test
    void refusalsOfARuleNameFileAndLine() throws IOException {
        // Given a rule wrong in every way at once, and one that only calls something else
        rules("""
                rule "The scheduler is updated by its owner"
                  @id( "R90-scheduler" ) @status( "good" ) @statements( "five" ) @retrieved( "yesterday" ) @author( "me" ) salience 10
                when
                  $need : Need( topicc == "build", host().state().getClass().forName( "java.lang.Runtime" ) != null )
                  $file : File( exists )
                  eval( true )
                then
                  out.ticket( $need, "Why." );
                  out.ticket( $need, "Twice." );
                end

                rule "Says what is not a rule's to say"
                  @id( "R901-says-too-much" ) @status( "test" ) @statements( "" ) @source( "contoso" ) @retrieved( "2026-11-23" )
                when
                  $wish : Disabling( done )
                then
                  out.refuseOlder( $wish, "Now." );
                end
                rule "Gives a ticket to a number"
                  @id( "R902-wrong-way" ) @status( "test" ) @statements( "" ) @source( "contoso" ) @retrieved( "2026-11-23" )
                when
                  $wish : Disabling( done )
                then
                  out.gate( $wish, "R062", "Because.", System.getenv( "PATH" ) );
                end
                """);
        // Then
        refused(
                "rules/contoso.drl, line 1: the rule 'The scheduler is updated by its owner' has the attribute salience",
                "rules/contoso.drl, line 1: the rule 'The scheduler is updated by its owner' has @author, which is not known here",
                "rules/contoso.drl, line 1: the rule 'The scheduler is updated by its owner' lacks @source",
                "rules/contoso.drl, line 1: @id of the rule 'The scheduler is updated by its owner' must be R, three digits and a slug",
                "rules/contoso.drl, line 1: @status of the rule 'The scheduler is updated by its owner' must be draft, test or stable",
                "rules/contoso.drl, line 1: @statements of the rule 'The scheduler is updated by its owner' must be numbers",
                "rules/contoso.drl, line 1: @retrieved of the rule 'The scheduler is updated by its owner' must be a day",
                "rules/contoso.drl, line 4: in the rule 'The scheduler is updated by its owner' 'topicc' is nothing that a fact tells",
                "rules/contoso.drl, line 4: in the rule 'The scheduler is updated by its owner' 'getClass' is nothing that a fact tells",
                "rules/contoso.drl, line 4: in the rule 'The scheduler is updated by its owner' 'forName' is nothing that a fact tells",
                "rules/contoso.drl, line 5: in the rule 'The scheduler is updated by its owner' there is no kind of fact 'File'",
                "rules/contoso.drl, line 6: in the rule 'The scheduler is updated by its owner' only facts, 'and', 'or', 'not' and 'exists'",
                "rules/contoso.drl, line 8: in the rule 'The scheduler is updated by its owner' behind 'then' stands one call on 'out'",
                "rules/contoso.drl, line 17: in the rule 'Says what is not a rule's to say' 'out.refuseOlder' is nothing a site's rule can say",
                "rules/contoso.drl, line 24: in the rule 'Gives a ticket to a number' this is more than a text or what a fact tells: System.getenv",
                "rules/contoso.drl, line 24: in the rule 'Gives a ticket to a number' a gate of this rule has its number for an id: \"R902\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status == \"unmet\"      | status \"unmet\"            | line 6: this cannot be read: mismatched input",
                "rule \"The               | import java.io.File\\nrule \"The | line 2: only rules stand in this file",
                "rule \"The               | function void f() { System.exit( 1 ); }\\nrule \"The | line 2: only rules stand in this file",
                "rule \"The               | global java.util.List more\\nrule \"The | line 2: only rules stand in this file",
                "rule \"The               | declare Need id : String end\\nrule \"The | line 2: only rules stand in this file",
                "rule \"The               | dialect \"mvel\"\\nrule \"The | line 2: only rules stand in this file",
                "rule \"The               | query all( String a ) Need( system == a ) end\\nrule \"The | line 2: a query has no place",
                "R900-scheduler           | R062-scheduler             | line 2: the rule 'The scheduler is updated by its owner' has the name or the number of the shipped R062-not-ready-with-evidence",
                "The scheduler is updated by its owner | An unknown is never a pass | line 2: the rule 'An unknown is never a pass' has the name or the number of the shipped R125",
                "@status                  | @replaces( \"R062-not-ready-with-evidence\" ) @status | line 2: the shipped rule R062-not-ready-with-evidence is never replaced: rules of the family gates",
                "@status                  | @replaces( \"R125-unknown-is-never-a-pass\" ) @status | line 2: the shipped rule R125-unknown-is-never-a-pass is never replaced: rules of the family evidence",
                "@status                  | @replaces( \"R025\" ) @status | line 2: there is no shipped rule 'R025'",
                "out.ticket               | System.exit                | line 8: in the rule 'The scheduler is updated by its owner' only 'out' may be called here",
                "out.ticket( $need        | out.ticket( $other         | line 8: in the rule 'The scheduler is updated by its owner' this is more than a text or what a fact tells: $other",
                "out.ticket( $need, \"It   | out.nothing( $need, \"It    | line 8: in the rule 'The scheduler is updated by its owner' out.nothing does not go with what it is given here",
                "system == \"sv-contoso-scheduler\" | step == \"sv-contoso-scheduler\" | line 6: the rule 'The scheduler is updated by its owner' does not compile",
                "system == \"sv-contoso-scheduler\" | row.is( 3 )  | line 6: the rule 'The scheduler is updated by its owner' does not compile: Method is on class",
                "system == \"sv-contoso-scheduler\" | settled      | line 6: the rule 'The scheduler is updated by its owner' does not compile",
                "It speaks TLS            | \\u0022 + System.getenv().toString() + \\u0022 | line 8: a backslash and u have no place here",
                "\"contoso-tls-statement\"  | System.exit( 1 )           | line 2: @source of the rule 'The scheduler is updated by its owner' must be one text in double quotes",
                "\"contoso-tls-statement\"  | 'a\" + System.exit( 1 ) + \"b' | line 2: @source of the rule 'The scheduler is updated by its owner' must be one text in double quotes",
                "\"test\" )                | value = \"test\", more = System.exit( 1 ) ) | line 2: @status of the rule",
                "topic == \"build\"         | host.( organisation )#java.lang.String == \"build\" | line 6: this cannot be read",
                "R900-scheduler           | R905-scheduler             | line 2: no case says that the rule 'The scheduler is updated by its owner' fires; write one with 'fires: [R905]'",
                "R900-scheduler           | R906-scheduler             | line 2: no case is a near miss of the rule 'The scheduler is updated by its owner'"
            })
    void aRuleThatIsNotInOrderIsRefused(String right, String wrong, String sentence) throws IOException {
        // Given
        rules(RULE.replace(right, wrong.replace("\\n", "\n")));
        // Then
        refused("rules/contoso.drl, " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "floor: {build: 4.10          | flor: {build: 4.10           | line 9: the key 'flor' is not known here",
                "build: 4.10,                 | build: four,                 | line 9: this cannot be read: 'four' is not a version",
                "course: server               | course: server\\n    course: client | line 6: the key 'course' stands here twice",
                "^Contoso Scheduler           | ^Contoso (Scheduler          | line 8: this cannot be read: Unclosed group",
                "confidence: M                | confidence: X                | line 14: this cannot be read: a confidence mark is H, S, M or L",
                "restart: service             | restart: sometimes           | line 11: this cannot be read: No enum constant",
                "restart: service             | playbook: windows/format-disk | line 3: there is no playbook 'windows/format-disk' for a product",
                "restart: service             | needs: [component:none]      | line 3: the catalogue has no component none",
                "restart: service             | needs: [tls]                 | line 3: no such need is known: 'tls'",
                "id: sv-contoso-scheduler     | id: sv-sfb2015               | line 3: the system sv-sfb2015 is shipped already; take another name, or write 'replaces: true'",
                "restart: service             | replaces: true               | line 3: there is no shipped system sv-contoso-scheduler to replace",
                "sources: [contoso-tls-statement] | sources: []              | line 3: 'sources' must say where the figures of sv-contoso-scheduler come from",
                "tags: [server]               | tags: ['one-of:ie']          | line 3: the tag one-of:ie belongs to shipped systems"
            })
    void aRowThatIsNotInOrderIsRefused(String right, String wrong, String sentence) throws IOException {
        // Given
        catalogue(CATALOGUE.replace(right, wrong.replace("\\n", "\n")));
        // Then
        refused("catalogue/contoso.yaml", sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "decision: no-action | decision: ticket        | line 10: the case 'Contoso Scheduler at its floor' fails: no line meets",
                "not: [R900]         | not: [R900, R220]       | line 10: the case 'Contoso Scheduler at its floor' fails: R220 should not have fired",
                "fires: [R900]       | fires: [R900, R027]     | line 2: the case 'Contoso Scheduler below its floor' fails: R027 should have fired",
                "base: server-2016   | base: server-2015       | line 4: there is no base 'server-2015'; there are windows-7",
                "version: 4.9        | verison: 4.9            | line 4: this fact has no use for verison",
                "product: Contoso    | produkt: Contoso        | line 4: this fact cannot be read: no kind of fact is known by any of",
                "fires: [R900]       | fires: [900]            | line 5: 'cases",
                "- {system: sv-contoso-scheduler, decision: no-action} | {system: sv-contoso-scheduler, decision: no-action} | line 15: 'expect' is a list",
                "expect:             | expects:                | line 6: there is no key 'expects' here"
            })
    void aCaseThatFailsOrCannotBeReadIsRefused(String right, String wrong, String sentence) throws IOException {
        // Given
        cases(CASES.replace(right, wrong));
        // Then
        refused("cases/contoso.yaml, " + sentence);
    }

    @Test
    void filesOfNotepadAreReadLikeAnyOther() throws IOException {
        // Given
        catalogue("\uFEFF" + CATALOGUE.replace("\n", "\r\n"));
        rules("\uFEFF" + RULE.replace("\n", "\r\n"));
        cases("\uFEFF" + CASES.replace("\n", "\r\n"));
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.rules()).extracting(RuleDescription::id).contains("R900-scheduler-is-updated");
    }

    @Test
    void aFileThatBringsItsHeaderIsReadLikeAnyOther() throws IOException {
        // Given
        rules("""
                package com.contoso.rules;

                import io.ratchet.rules.fact.Need;
                global io.ratchet.rules.fact.DecisionCollector out;

                """ + RULE);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.rules()).extracting(RuleDescription::id).contains("R900-scheduler-is-updated");
    }

    @Test
    void everythingIsToldAtOnce() throws IOException {
        // Given
        rules(RULE.replace("R900-scheduler", "R125-scheduler"));
        catalogue(CATALOGUE.replace("confidence: M", "confidense: M"));
        cases(CASES.replace("decision: ticket", "decison: ticket"));
        put("rules/notes.txt", "not a rule");
        put("rules/empty.drl", "// nothing yet\n");
        // Then
        refused(
                "rules/contoso.drl, line 2: ",
                "catalogue/contoso.yaml, line",
                "cases/contoso.yaml, line 7: there is no key 'decison' here",
                "rules/notes.txt is not read; files here end in .drl",
                "rules/empty.drl, line 1: there is no rule in this file.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "course: client                            | course: modern                | its course is not client",
                "tags: [skype-client, blocks-skype]        | tags: [skype-client]          | it lacks some of the tags",
                "floor: {build: 15.0.6000.1}               | floor: {build: 15.0.1.1}      | its floor lets builds pass that the shipped one does not",
                "floor: {build: 15.0.6000.1}               | advice: none                  | its floor lets builds pass that the shipped one does not"
            })
    void whatReplacesASystemMayOnlyBeStricter(String right, String wrong, String sentence) throws IOException {
        // Given
        String row = """
                systems:
                  - {id: cl-lync2013-desktop, replaces: true, name: x, course: client, tags: [skype-client, blocks-skype], floor: {build: 15.0.6000.1}, sources: [contoso], confidence: M}
                """;
        catalogue(row.replace(right, wrong));
        // Then
        refused(
                "catalogue/contoso.yaml, line 2: it replaces the shipped cl-lync2013-desktop with something less strict: ",
                sentence);
    }

    @Test
    void aHigherFloorTakesThePlaceOfAShippedOne() throws IOException {
        // Given
        Files.delete(folder.resolve("rules/contoso.drl"));
        catalogue("""
                components:
                  - {id: odbc-11, replaces: true, name: Microsoft ODBC Driver 11 for SQL Server, product: "^Microsoft ODBC Driver 11", floor: {build: 12.0.9999.1}, sources: [contoso], confidence: M}
                """);
        cases("""
                cases:
                  - case: A farm whose driver satisfies everybody but Contoso
                    hosts: {sp: {base: server-2016, facts: [{product: Microsoft SharePoint Server 2016, version: 16.0.4351.1000}, {product: Microsoft ODBC Driver 11 for SQL Server, version: 12.0.5543.11}, {product: Microsoft SQL Server 2012 Native Client, version: 11.4.7001.0}]}}
                    fires: [R218]
                """);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.catalogue().component("odbc-11").sources()).containsExactly("contoso");
        // And the other way round it is refused
        catalogue(Files.readString(folder.resolve("catalogue/contoso.yaml")).replace("12.0.9999.1", "11.0.0.1"));
        refused("catalogue/contoso.yaml, line 2: it lowers the floor of the shipped odbc-11");
    }

    @Test
    void aRuleThatSaysSoTakesThePlaceOfAShippedOne() throws IOException {
        // Given
        Files.delete(folder.resolve("catalogue/contoso.yaml"));
        rules("""
                rule "Contoso keeps its IIS log as it is"
                  @id( "R910-contoso-iis-log" ) @replaces( "R226-iis-log-is-observation" ) @status( "test" ) @statements( "82" )
                  @source( "contoso" ) @retrieved( "2026-11-23" )
                when
                  $system : Recognised( course == "observability" )
                then
                  out.nothing( $system, "Contoso watches elsewhere." );
                end
                """);
        cases("""
                cases:
                  - case: A web server
                    hosts: {a: {base: server-2016, facts: [{service: W3SVC}]}}
                    fires: [R910]
                    not: [R226]
                    expect: [{system: sv-iis-logging, decision: no-action}]
                  - case: No web server
                    hosts: {a: {base: server-2016}}
                    not: [R910]
                """);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.rules())
                .extracting(RuleDescription::id)
                .contains("R910-contoso-iis-log")
                .doesNotContain("R226-iis-log-is-observation");
        assertThat(book.rules()).hasSize(RuleBook.shipped().rules().size());
    }

    @Test
    void aSiteCanShutAGateOfItsOwn() throws IOException {
        // Given
        Files.delete(folder.resolve("catalogue/contoso.yaml"));
        rules("""
                rule "Contoso asks its union first"
                  @id( "R920-union-is-asked" ) @status( "test" ) @statements( "" ) @source( "contoso" ) @retrieved( "2026-11-23" )
                when
                  $wish : Disabling( !done, host.system( "os-7-sp1" ).isPresent() == false || !done )
                then
                  out.gate( $wish, "R920", "The union was not asked.", "Its word." );
                end
                """.replace(", host.system( \"os-7-sp1\" ).isPresent() == false || !done", ""));
        cases("""
                cases:
                  - case: A site that wants to refuse older protocols
                    organisation: {goal: ONLY}
                    hosts: {a: {base: [windows-7-done, proven]}}
                    fires: [R920]
                    expect: [{goal: ONLY, decision: hold, gates_include: [R920]}]
                    forbid: [{goal: ONLY, decision: remediate}]
                  - case: A site that does not
                    hosts: {a: {base: [windows-7-done, proven]}}
                    not: [R920]
                """);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.rules()).extracting(RuleDescription::id).contains("R920-union-is-asked");
    }

    @Test
    void aCourseThatNoRuleTakesIsRefused() throws IOException {
        // Given
        catalogue(CATALOGUE.replace("course: server", "course: servr"));
        // Then
        refused(
                "catalogue/contoso.yaml, line 5: ",
                "there is no course 'servr'; there are broker, browser-fine, call-quality");
    }

    @Test
    void aFloorIsRaisedWithoutTheRestOfItsSystem() throws IOException {
        // Given
        Files.delete(folder.resolve("rules/contoso.drl"));
        catalogue("""
                floors:
                  - {system: sv-exch2016, disable-floor: {build: 15.1.2507.6, says: "CU23"}, sources: [contoso-policy], confidence: M, read: "2026-11-28"}
                """);
        cases("""
                cases:
                  - case: Exchange 2016 at the shipped floor is below that of the site
                    organisation: {goal: ONLY}
                    hosts: {mail: {base: [server-2016, proven], facts: [{role: exchange-mailbox, version: 15.1.1466.3}]}}
                    expect: [{system: sv-exch2016, goal: ONLY, decision: ticket, rule: R233-exchange-disable-floor, says: "CU23"}]
                  - case: Exchange 2016 at the floor of the site
                    organisation: {goal: ONLY}
                    hosts: {mail: {base: [server-2016, proven], facts: [{role: exchange-mailbox, version: 15.1.2507.6}]}}
                    expect: [{system: sv-exch2016, goal: ONLY}]
                    forbid: [{system: sv-exch2016, rule: R233-exchange-disable-floor}]
                """);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.catalogue().figures())
                .filteredOn(figure -> figure.id().equals("sv-exch2016"))
                .anySatisfy(figure -> {
                    assertThat(figure.figure()).isEqualTo("disable-floor");
                    assertThat(figure.value()).isEqualTo("15.1.2507.6");
                    assertThat(figure.sources()).containsExactly("contoso-policy");
                })
                .anySatisfy(figure -> assertThat(figure.value()).isEqualTo("15.1.1415.2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{system: sv-exch2016, disable-floor: {build: 15.1.1415.2}, sources: [x], confidence: M} | its disable-floor lets builds pass that the shipped one does not; a site may raise floors, never lower them",
                "{system: sv-exch2019, floor: {build: 15.2.1.0}, sources: [x], confidence: M}           | no build decides about sv-exch2019, so it has no floor to raise",
                "{system: sv-none, floor: {build: 15.2.1.0}, sources: [x], confidence: M}               | there is no system 'sv-none' to raise",
                "{system: sv-exch2016, sources: [x], confidence: M}                                     | 'floor' or 'disable-floor' must say from which build on",
                "{system: sv-exch2016, floor: {build: 15.1.2507.6}, confidence: M}                      | 'sources' must say why sv-exch2016 has another floor here"
            })
    void aFloorThatIsNoneOrLowerIsRefused(String line, String why) throws IOException {
        // Given
        catalogue("floors:\n  - " + line + "\n");
        // Then
        refused("catalogue/contoso.yaml, line 2: ", why);
    }

    @Test
    void aGateOfASiteJoinsWhatStandsOnTheHostAndAroundIt() throws IOException {
        // Given
        Files.delete(folder.resolve("catalogue/contoso.yaml"));
        rules("""
                rule "Contoso keeps older protocols where a management server has clients behind"
                  @id( "R921-clients-behind" ) @status( "test" ) @statements( "" ) @source( "contoso" ) @retrieved( "2026-11-23" )
                when
                  $wish : Disabling( $host : host )
                  exists( Recognised( host == $host, is("manages-clients") ) )
                  $clients : Managed( by == $host, !leftBehind.isEmpty() )
                then
                  out.gate( $wish, "R921", "topology", "Clients are behind.", $clients.leftBehind(), "Their update." );
                end
                """);
        cases("""
                cases:
                  - case: A management server with a client that is behind, and a server without any
                    organisation: {goal: ONLY}
                    hosts:
                      wsus: {base: [server-2016, proven], facts: [{role: wsus}]}
                      web: {base: [server-2016, proven], facts: [{role: iis}]}
                      old: {base: windows-7}
                    fires: [R921]
                    expect: [{asset: wsus.corp.example, goal: ONLY, decision: hold, gates_include: [R921]}]
                    forbid: [{asset: web.corp.example, gates_include: [R921]}, {asset: old.corp.example, gates_include: [R921]}]
                  - case: A server that manages nobody
                    organisation: {goal: ONLY}
                    hosts: {web: {base: [server-2016, proven], facts: [{role: iis}]}, old: {base: windows-7}}
                    not: [R921]
                """);
        // When
        RuleBook book = RuleBook.withFolder(folder);
        // Then
        assertThat(book.rules()).extracting(RuleDescription::id).contains("R921-clients-behind");
    }

    @Test
    void aSecondFactMustSayWhoseItIs() throws IOException {
        // Given
        rules(RULE.replace("when\n", "when\n  exists( Host( !unrecognised ) )\n"));
        // Then
        refused(
                "several hosts are decided together, so the second fact and those behind it must say whose they are",
                "Need( host == $host, .. )");
    }

    @Test
    void aRuleCannotRemedyWhatAPolicyOwns() throws IOException {
        // Given
        Files.delete(folder.resolve("catalogue/contoso.yaml"));
        rules("""
                rule "Contoso overrules its policies"
                  @id( "R930-overrules" ) @status( "test" ) @statements( "" ) @source( "contoso" ) @retrieved( "2026-11-23" )
                when
                  $need : Need( status == "owned" )
                then
                  out.remediate( $need, "Now." );
                end
                """);
        cases("""
                cases:
                  - case: A value that a policy owns
                    hosts: {a: {base: windows-7-done, facts: [{set: WinHttp, is: 160}, {owner: WinHttp, by: gpo}]}}
                    fires: [R930]
                    forbid: [{decision: remediate, rule: R930-overrules}]
                  - case: A value that nobody owns
                    hosts: {a: {base: windows-7-done}}
                    not: [R930]
                """);
        // Then it is taken, and what it wishes is a ticket
        assertThat(RuleBook.withFolder(folder).rules())
                .extracting(RuleDescription::id)
                .contains("R930-overrules");
    }

    @Test
    void theNumbersThatAreASitesAreNeverShipped() {
        assertThat(RuleBook.shipped().rules()).extracting(RuleDescription::id).noneMatch(id -> id.startsWith("R9"));
    }

    @Test
    void theHashCoversEveryFile() throws IOException {
        for (String file : List.of("catalogue/contoso.yaml", "rules/contoso.drl", "cases/contoso.yaml")) {
            // Given
            String before = RuleBook.folderHash(folder);
            // When
            put(file, Files.readString(folder.resolve(file)) + "\n");
            // Then
            assertThat(RuleBook.folderHash(folder)).as(file).isNotEqualTo(before);
        }
    }

    @Test
    void aFolderThatIsNotThereOrHoldsNothingIsRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> RuleBook.withFolder(folder.resolve("none")))
                .hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> RuleBook.withFolder(empty)).hasMessageContaining("holds nothing to read");
    }

    @Test
    void aRuleOfTheSiteIsExplainedLikeAnyOther() {
        // Given
        CaseFiles.Case floor = new CaseFiles()
                .read("cases", CASES, problem -> {
                    throw new AssertionError(problem);
                })
                .get(1);
        // When
        RuleTrace trace = RuleBook.withFolder(folder)
                .trace(floor.estate(), floor.estate().assets().get(0).id(), "R900");
        // Then
        assertThat(trace.outcome()).isEqualTo(RuleTrace.Outcome.NOT_FIRED);
        assertThat(trace.conditions()).contains("status == \"unmet\"");
    }

    private void refused(String... sentences) {
        assertThatThrownBy(() -> RuleBook.withFolder(folder))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    for (String sentence : sentences)
                        assertThat(failure.failure().message()).contains(sentence);
                });
    }

    private void catalogue(String text) throws IOException {
        put("catalogue/contoso.yaml", text);
    }

    private void rules(String text) throws IOException {
        put("rules/contoso.drl", text);
    }

    private void cases(String text) throws IOException {
        put("cases/contoso.yaml", text);
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

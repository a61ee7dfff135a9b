package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.rules.RuleTrace.Outcome;
import io.ratchet.rules.RuleTrace.Stopped;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.rules.fact.EstateView;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Surroundings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a rule did not fire: the shipped ones through the rule book's door, and what a site may write of its own. */
class RuleTraceTest {
    private static final String BARE = "A bare Windows 7 gets the whole chain";
    private static final String UNPROVEN = "Nothing is proven";

    private static final RuleBook BOOK = RuleBook.shipped();
    private static final List<Cases.Case> CASES = Cases.all();

    @Test
    void aRuleThatFiredShowsWhatItDecided() {
        // When
        RuleTrace trace = trace(BARE, "a", "R030");
        // Then
        assertThat(trace.outcome()).isEqualTo(Outcome.FIRED);
        assertThat(trace.stopped()).isNull();
        assertThat(trace.decisions())
                .isNotEmpty()
                .allSatisfy(decision -> assertThat(decision.why().rule()).isEqualTo("R030-dotnet-strong-cryptography"));
        assertThat(trace.decisions()).isSubsetOf(BOOK.decide(named(BARE).estate()));
    }

    @Test
    void aRuleWhoseWishAGateHoldsSaysSo() {
        // When
        RuleTrace trace = trace(UNPROVEN, "fe", "R090");
        // Then
        assertThat(trace.outcome()).isEqualTo(Outcome.HELD);
        assertThat(trace.decisions())
                .isNotEmpty()
                .allSatisfy(decision -> assertThat(decision).isInstanceOf(Decision.Hold.class));
    }

    @Test
    void aRuleThatShutAGateShowsWhatItHolds() {
        // When
        RuleTrace trace = trace(UNPROVEN, "fe", "R075");
        // Then
        assertThat(trace.outcome()).isEqualTo(Outcome.FIRED);
        assertThat(trace.decisions())
                .isNotEmpty()
                .allSatisfy(decision -> assertThat(((Decision.Hold) decision).gates())
                        .extracting(Gate::id)
                        .contains("R075"));
    }

    @Test
    void ofANeedItNamesTheConditionTheValueAndWhatWasFound() {
        // When
        Stopped stopped = stopped(trace(BARE, "a", "R025"));
        // Then
        assertThat(stopped.kind()).isEqualTo("Need");
        assertThat(stopped.holding()).isEqualTo(3);
        assertThat(stopped.condition()).isEqualTo("merging");
        assertThat(stopped.mustBe()).isEqualTo("merging would have to be true.");
        assertThat(stopped.candidates()).singleElement().satisfies(candidate -> {
            assertThat(candidate.fact()).isEqualTo("what os-7-sp1 needs: winhttp-value, unmet");
            assertThat(candidate.says()).contains("DefaultSecureProtocols is absent");
            assertThat(candidate.found()).isEqualTo(Map.of("merging", "false"));
        });
    }

    @Test
    void aNeedThatIsMetIsNearerThanEveryOtherNeed() {
        // When
        Stopped stopped = stopped(trace(UNPROVEN, "fe", "R036"));
        // Then
        assertThat(stopped.condition()).isEqualTo("status == \"unmet\"");
        assertThat(stopped.mustBe()).isEqualTo("status would have to be 'unmet'.");
        assertThat(stopped.candidates()).singleElement().satisfies(candidate -> {
            assertThat(candidate.found()).isEqualTo(Map.of("status", "met"));
            assertThat(candidate.says()).startsWith("Found: SQL Server 2014");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "R061 ~ Recognised ~ course == \"room\" ~ course=windows",
                "R013 ~ Host       ~ foreignListener    ~ foreignListener=false",
            })
    void ofASystemAndOfAHostItNamesTheValueFound(String rule, String kind, String condition, String found) {
        // When
        Stopped stopped = stopped(trace(BARE, "a", rule));
        // Then
        assertThat(stopped.kind()).isEqualTo(kind);
        assertThat(stopped.condition()).isEqualTo(condition);
        assertThat(stopped.candidates())
                .singleElement()
                .satisfies(candidate -> assertThat(candidate.found().toString()).isEqualTo("{" + found + "}"));
    }

    @Test
    void ofAGateItNamesTheQuestionThatWasAnswered() {
        // When
        Stopped stopped = stopped(trace(UNPROVEN, "fe", "R111"));
        // Then
        assertThat(stopped.kind()).isEqualTo("Disabling");
        assertThat(stopped.condition()).isEqualTo("exception");
        assertThat(stopped.candidates()).singleElement().satisfies(candidate -> {
            assertThat(candidate.fact()).isEqualTo("the wish to refuse older protocols on fe.corp.example");
            assertThat(candidate.found()).isEqualTo(Map.of("exception", "false"));
        });
    }

    @Test
    void whereNoFactOfItsKindExistsItSaysWhy() {
        // When
        Stopped stopped = stopped(trace(BARE, "a", "R090"));
        // Then
        assertThat(stopped.candidates()).isEmpty();
        assertThat(stopped.condition()).isEqualTo("Disabling");
        assertThat(stopped.mustBe()).contains("Its goal is READY");
    }

    @Test
    void anUnknownRuleIsOneSentenceWithTheNearest() {
        assertThatThrownBy(() -> trace(BARE, "a", "R025-winhttp-keeps-what-was-there"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(
                        "There is no rule 'R025-winhttp-keeps-what-was-there'; the nearest are R025-winhttp-keeps-what-is-there, ");
        assertThatThrownBy(() -> trace(BARE, "a", "R02x"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("'R02x'; the nearest are R02");
        assertThatThrownBy(() -> trace(BARE, "nobody", "R025"))
                .hasMessageContaining("There is no asset 'nobody.corp.example'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"R036", "r36", "36", "R036-sql", "R036-SQL-reaches-its-branch-floor"})
    void aRuleIsKnownByItsNumber(String typed) {
        assertThat(trace(BARE, "a", typed).rule().id()).isEqualTo("R036-sql-reaches-its-branch-floor");
    }

    @Test
    void aSitesRuleMayWriteItsConditionsInAnyOrder() {
        // When
        Stopped stopped = stopped(site("$need : Need( status == \"unmet\" && topic == \"schannel-native\" )"));
        Stopped turned = stopped(site("$need : Need( status == \"met\", topic == \"schannel-values\" )"));
        // Then
        assertThat(stopped.condition()).isEqualTo("topic == \"schannel-native\"");
        assertThat(stopped.candidates())
                .hasSize(5)
                .allSatisfy(candidate -> assertThat(candidate.found()).containsKey("topic"));
        assertThat(turned.condition()).isEqualTo("status == \"met\"");
        assertThat(turned.candidates())
                .singleElement()
                .satisfies(candidate ->
                        assertThat(candidate.fact()).isEqualTo("what os-7-sp1 needs: schannel-values, unmet"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                // A condition that guards the next one is never passed by.
                "$s : Recognised( version == null, version.toString() == \"x\" )                        ~ 1 ~ version == null",
                "$s : Recognised( $c : course, $c == \"sql\" )                                          ~ 2 ~ $c == \"sql\"",
                "$h : Host() $n : Need( host == $h, topic == \"nothing\" )                              ~ 3 ~ topic == \"nothing\"",
                "$h : Host() Need( topic == \"nothing\" ) from $h.needs()                               ~ 2 ~ topic == \"nothing\"",
                "$h : Host() not Need( host == $h, topic == \"schannel-values\" )                       ~ 1 ~ not Need( host == $h, topic == \"schannel-values\" )",
                "exists( Need( topic == \"nothing, (really\" ) )                                        ~ 0 ~ exists( Need( topic == \"nothing, (really\" ) )",
                "Recognised( is(\"sql\") || is(\"adfs\") )                                              ~ 1 ~ is(\"sql\") || is(\"adfs\")",
                "Need( topic in ( \"a\", \"b\" ) )                                                      ~ 1 ~ topic in ( \"a\", \"b\" )",
                "Need( step > 9000 && < 9009 )                                                          ~ 1 ~ step > 9000 && < 9009",
                "Need( topic matches \"x.*\" )                                                          ~ 1 ~ topic matches \"x.*\"",
            })
    void aSitesRuleMayBeOfAnyShape(String leftHandSide, int holding, String condition) {
        // When
        Stopped stopped = stopped(site(leftHandSide));
        // Then
        assertThat(stopped.holding()).isEqualTo(holding);
        assertThat(stopped.condition()).isEqualTo(condition);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "$h : Host() not Need( host == $h, topic == \"nothing\" )",
                "$h : Host( unrecognised == false ) $n : Need( host == $h && topic == \"schannel-values\" ) eval( true )",
            })
    void aSitesRuleOfAnyShapeIsSeenToFire(String leftHandSide) {
        assertThat(site(leftHandSide).outcome()).isEqualTo(Outcome.FIRED);
    }

    /** A site's own rule over the bare Windows 7. */
    private static RuleTrace site(String leftHandSide) {
        Estate estate = named(BARE).estate();
        Host host = Host.of(estate.assets().get(0), estate.organisation(), estate.at(), BOOK.catalogue());
        EstateView view = EstateView.of(estate.at(), estate.organisation(), List.of(host));
        String drl = """
                package example.site;
                import io.ratchet.rules.fact.*;
                global io.ratchet.rules.fact.DecisionCollector out;
                rule "Another"
                  @id( "R900-another" )
                when
                  Host()
                then
                end
                rule "The site's own"
                  @id( "R901-own" ) @status( "test" )
                when
                  %s
                then
                end
                """.formatted(leftHandSide);
        RuleDescription rule =
                new RuleDescription("R901-own", "The site's own", "test", List.of(), List.of(), "2026-11-23", "site");
        return WhyNot.of(rule, List.of(new DrlFile("site.drl", drl)))
                .trace(estate.assets().get(0).id(), RuleBook.facts(host, new Surroundings(view).of(host)), List.of());
    }

    private static Stopped stopped(RuleTrace trace) {
        assertThat(trace.outcome()).isEqualTo(Outcome.NOT_FIRED);
        assertThat(trace.decisions()).isEmpty();
        Stopped stopped = trace.stopped();
        if (stopped == null) throw new AssertionError("a rule that did not fire stopped somewhere: " + trace);
        assertThat(trace.conditions().get(stopped.holding())).isEqualTo(stopped.condition());
        return stopped;
    }

    private static RuleTrace trace(String name, String host, String rule) {
        return BOOK.trace(named(name).estate(), new AssetId(host + ".corp.example"), rule);
    }

    private static Cases.Case named(String beginning) {
        return CASES.stream()
                .filter(found -> found.name().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }
}

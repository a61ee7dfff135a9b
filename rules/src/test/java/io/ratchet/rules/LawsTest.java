package io.ratchet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.ProofEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds of every estate, tried on many at random: what makes no difference makes none, and nothing is switched off
 * on a word that is old, only declared, contradicted, or no more than later. A failure is shown on the smallest estate
 * that still shows it.
 */
class LawsTest {
    private static final RuleBook BOOK = RuleBook.shipped();
    private static final Duration LONG_AGO = Duration.ofDays(200);

    /** Each is given an estate and chance, and says whether it holds. */
    enum Law implements BiPredicate<Estate, Random> {
        ORDER {
            @Override
            public boolean test(Estate estate, Random random) {
                List<AssetState> assets = new ArrayList<>();
                for (AssetState asset : estate.assets()) {
                    List<Fact> facts = new ArrayList<>(asset.facts());
                    Collections.shuffle(facts, random);
                    assets.add(RandomEstate.with(asset, facts));
                }
                Collections.shuffle(assets, random);
                return lines(estate).equals(lines(new Estate(estate.at(), estate.organisation(), assets)));
            }
        },
        DUPLICATES {
            @Override
            public boolean test(Estate estate, Random random) {
                Estate twice = each(estate, facts -> {
                    List<Fact> more = new ArrayList<>(facts);
                    for (Fact fact : facts) if (random.nextBoolean()) more.add(pointing(fact, fact.pointer() + "~"));
                    return more;
                });
                return lines(estate).equals(lines(twice));
            }
        },
        SPLITTING {
            @Override
            public boolean test(Estate estate, Random random) {
                Estate split = each(
                        estate,
                        facts -> facts.stream()
                                .map(fact -> random.nextBoolean()
                                        ? fact
                                        : pointing(fact, fact.pointer().replace("sha256:0", "sha256:1")))
                                .toList());
                return shapes(estate).equals(shapes(split));
            }
        },
        NEIGHBOURS {
            @Override
            public boolean test(Estate estate, Random random) {
                List<AssetState> assets = new ArrayList<>(estate.assets());
                Fact linux = new Fact(
                        new Observation.OperatingSystem("4.15", null, null, null, "Ubuntu Linux 18.04", null, "x64"),
                        RandomEstate.AT.minus(Duration.ofHours(9)),
                        "case@test",
                        "osquery",
                        Method.AGENT,
                        "sha256:" + "0".repeat(64) + "#9999");
                assets.add(new AssetState(
                        new AssetId("a-neighbour.corp.example"),
                        new Identity.Resolved(),
                        host("a-neighbour.corp.example"),
                        null,
                        List.of(linux)));
                List<String> more = lines(new Estate(estate.at(), estate.organisation(), assets)).stream()
                        .filter(line -> !line.contains("a-neighbour"))
                        .toList();
                return lines(estate).equals(more);
            }
        },
        RENAMING {
            @Override
            public boolean test(Estate estate, Random random) {
                List<AssetState> assets = estate.assets().stream()
                        .map(asset -> {
                            String name = asset.id().value().replaceFirst("^h", "i");
                            return new AssetState(
                                    new AssetId(name), asset.identity(), host(name), asset.site(), asset.facts());
                        })
                        .toList();
                List<ProofEntry> proofs = estate.organisation().proofs().stream()
                        .map(proof -> new ProofEntry(
                                proof.gate(),
                                proof.scope().replace("asset:h", "asset:i"),
                                proof.by(),
                                proof.at(),
                                proof.detail()))
                        .toList();
                Organisation renamed =
                        with(estate.organisation(), estate.organisation().goal(), proofs);
                List<String> back = lines(new Estate(estate.at(), renamed, assets)).stream()
                        .map(line -> line.replaceAll("\\bi(\\d\\.corp)", "h$1"))
                        .toList();
                return lines(estate).equals(back);
            }
        },
        CASE {
            @Override
            public boolean test(Estate estate, Random random) {
                Estate shouting = each(
                        estate,
                        facts -> facts.stream()
                                .map(fact -> saying(fact, shouted(fact.observation())))
                                .toList());
                return shapes(estate).equals(shapes(shouting));
            }
        },
        OLD_OR_DECLARED_FREES_NOTHING {
            @Override
            public boolean test(Estate estate, Random random) {
                int asset = random.nextInt(estate.assets().size());
                List<Fact> facts = new ArrayList<>(estate.assets().get(asset).facts());
                if (facts.isEmpty()) return true;
                Fact one = facts.remove(random.nextInt(facts.size()));
                Fact poor = random.nextBoolean()
                        ? RandomEstate.as(one, LONG_AGO, one.method())
                        : RandomEstate.as(one, Duration.ZERO, Method.DECLARED);
                List<AssetState> assets = new ArrayList<>(estate.assets());
                assets.set(asset, RandomEstate.with(assets.get(asset), facts));
                Estate without = new Estate(estate.at(), estate.organisation(), assets);
                return refusing(without).containsAll(refusing(RandomEstate.saying(without, asset, List.of(poor))));
            }
        },
        AGE_FREES_NOTHING {
            @Override
            public boolean test(Estate estate, Random random) {
                Estate old = each(
                        estate,
                        facts -> facts.stream()
                                .map(fact -> random.nextInt(6) > 0
                                                || fact.observation() instanceof Observation.ProtocolUse
                                                || fact.observation() instanceof Observation.RegistryValue
                                        ? fact
                                        : RandomEstate.as(fact, LONG_AGO, fact.method()))
                                .toList());
                return refusing(estate).containsAll(refusing(old)) || adverse(estate);
            }

            /** What held it may be what grew old. */
            private boolean adverse(Estate estate) {
                return refusing(estate).size() < estate.assets().size();
            }
        },
        A_FRESH_ADVERSE_FACT_FREES_NOTHING {
            @Override
            public boolean test(Estate estate, Random random) {
                int asset = random.nextInt(estate.assets().size());
                Estate more = RandomEstate.saying(estate, asset, adverse(random));
                return refusing(estate).containsAll(refusing(more));
            }
        },
        TIME_ALONE_FREES_NO_ONLY {
            @Override
            public boolean test(Estate estate, Random random) {
                Estate later = RandomEstate.at(
                        estate, estate.organisation(), estate.at().plus(Duration.ofDays(1 + random.nextInt(90))));
                return refusing(estate).containsAll(refusing(later));
            }
        },
        READY_DOES_NOT_DEPEND_ON_ONLY {
            @Override
            public boolean test(Estate estate, Random random) {
                Organisation ready = with(
                        estate.organisation(), Goal.READY, estate.organisation().proofs());
                return ready(estate).equals(ready(RandomEstate.at(estate, ready, estate.at())));
            }

            private List<String> ready(Estate estate) {
                return BOOK.decide(estate).stream()
                        .filter(decision -> decision.about().goal() == Goal.READY)
                        .map(decision -> DecisionLine.of(decision).toString())
                        .toList();
            }
        };

        static List<Fact> adverse(Random random) {
            List<Observation> seen = List.of(
                    new Observation.Service("TermService", "running"),
                    new Observation.Service("MSSQL$MICROSOFT##WID", "running"),
                    new Observation.UpdateInstalled("KB3080079", Observation.Presence.ABSENT, null),
                    new Observation.InstalledProduct(
                            "Microsoft Exchange Server 2016", "15.1.1415.2", null, "msi", null, null),
                    new Observation.ServerRole("nps", null),
                    new Observation.UserAgent("sip", "CPE/4.0.7577.4463 OCPhone/4.0.7577.4463", 1L),
                    new Observation.Integration("press", "in-house", null));
            return List.of(new Fact(
                    seen.get(random.nextInt(seen.size())),
                    RandomEstate.AT.minus(Duration.ofHours(1)),
                    "other@test",
                    "osquery",
                    Method.AGENT,
                    "sha256:" + "2".repeat(64) + "#1"));
        }
    }

    @ParameterizedTest
    @EnumSource(Law.class)
    void holdsOnAThousandDecisions(Law law) {
        hold(law, 50);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(Law.class)
    void holdsOnTwentyThousandDecisions(Law law) {
        hold(law, 1_000);
    }

    private static void hold(Law law, int estates) {
        for (int i = 0; i < estates; i++) {
            // Given
            long seed = law.ordinal() * 1_000_003L + i;
            Estate estate = new RandomEstate(seed).next();
            // When
            boolean holds = law.test(estate, new Random(seed));
            // Then
            assertThat(holds)
                    .as(() -> law + ", seed " + seed + ", broken by\n" + RandomEstate.told(smallest(law, estate, seed)))
                    .isTrue();
        }
    }

    /** Takes away hosts and facts while the law is still broken by what is left. */
    private static Estate smallest(Law law, Estate broken, long seed) {
        Estate small = broken;
        boolean shrunk = true;
        while (shrunk) {
            shrunk = false;
            for (Estate smaller : smaller(small))
                if (!law.test(smaller, new Random(seed))) {
                    small = smaller;
                    shrunk = true;
                    break;
                }
        }
        return small;
    }

    private static List<Estate> smaller(Estate estate) {
        List<Estate> smaller = new ArrayList<>();
        for (int i = 0; i < estate.assets().size(); i++) {
            List<AssetState> fewer = new ArrayList<>(estate.assets());
            AssetState asset = fewer.remove(i);
            if (!fewer.isEmpty()) smaller.add(new Estate(estate.at(), estate.organisation(), fewer));
            for (int f = 0; f < asset.facts().size(); f++) {
                List<Fact> facts = new ArrayList<>(asset.facts());
                facts.remove(f);
                List<AssetState> assets = new ArrayList<>(estate.assets());
                assets.set(i, RandomEstate.with(asset, facts));
                smaller.add(new Estate(estate.at(), estate.organisation(), assets));
            }
        }
        return smaller;
    }

    private static List<String> lines(Estate estate) {
        return BOOK.decide(estate).stream()
                .map(decision -> DecisionLine.of(decision).toString())
                .toList();
    }

    /** What is decided, without the words and the places of its facts. */
    private static List<String> shapes(Estate estate) {
        return BOOK.decide(estate).stream().map(LawsTest::shape).sorted().toList();
    }

    private static String shape(Decision decision) {
        String gates = decision instanceof Decision.Hold hold
                ? hold.gates().stream()
                        .map(gate -> gate.id() + gate.heldBy())
                        .sorted()
                        .toList()
                        .toString()
                : "";
        return decision.getClass().getSimpleName() + " " + decision.about().asset() + " "
                + decision.about().system() + " " + decision.about().goal() + " "
                + decision.about().step() + " " + decision.about().readiness() + " " + gates;
    }

    /** The assets on which older protocols would be switched off. */
    private static Set<String> refusing(Estate estate) {
        return BOOK.decide(estate).stream()
                .filter(decision -> decision instanceof Decision.Remediate remediate
                        && decision.about().goal() == Goal.ONLY
                        && remediate.changes().stream().anyMatch(Change.Registry.class::isInstance))
                .map(decision -> decision.about().asset().value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private interface Retelling {
        List<Fact> of(List<Fact> facts);
    }

    private static Estate each(Estate estate, Retelling retelling) {
        return new Estate(
                estate.at(),
                estate.organisation(),
                estate.assets().stream()
                        .map(asset -> RandomEstate.with(asset, retelling.of(asset.facts())))
                        .toList());
    }

    private static Fact pointing(Fact fact, String pointer) {
        return new Fact(fact.observation(), fact.observedAt(), fact.source(), fact.format(), fact.method(), pointer);
    }

    private static Fact saying(Fact fact, Observation seen) {
        return new Fact(seen, fact.observedAt(), fact.source(), fact.format(), fact.method(), fact.pointer());
    }

    private static Observation shouted(Observation seen) {
        if (seen instanceof Observation.RegistryValue value)
            return new Observation.RegistryValue(upper(value.key()), upper(value.name()), value.data());
        if (seen instanceof Observation.Membership member)
            return new Observation.Membership(member.kind(), " " + upper(member.name()));
        if (seen instanceof Observation.FileVersion file)
            return new Observation.FileVersion(upper(file.path()), file.version(), file.state());
        if (seen instanceof Observation.Service service)
            return new Observation.Service(upper(service.name()), service.state());
        return seen;
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static HostRef host(String fqdn) {
        return new HostRef(HostRef.DEFAULT_ZONE, null, null, fqdn, null, null, null, null, null, Map.of());
    }

    private static Organisation with(Organisation like, Goal goal, List<ProofEntry> proofs) {
        return new Organisation(
                like.name(),
                goal,
                like.timezone(),
                like.federation(),
                like.federatedPartners(),
                like.topology(),
                like.sites(),
                like.exceptions(),
                proofs,
                like.waivers());
    }
}

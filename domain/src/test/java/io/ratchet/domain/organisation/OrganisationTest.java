package io.ratchet.domain.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Site;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrganisationTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Site hq = new Site("HQ", Goal.ONLY, List.of(), BERLIN, null);
    private final Site branch = new Site("Branch", null, List.of(), null, null);
    private final Organisation contoso = new Organisation(
            "Contoso",
            Goal.READY,
            ZoneOffset.UTC,
            Federation.NONE,
            List.of(),
            List.of(),
            List.of(hq, branch),
            List.of(),
            List.of(),
            List.of());

    @Test
    void aSiteSpeaksForItselfAndElseTheOrganisation() {
        assertThat(contoso.goalAt("HQ")).isEqualTo(Goal.ONLY);
        assertThat(contoso.goalAt("Branch")).isEqualTo(Goal.READY);
        assertThat(contoso.goalAt(null)).isEqualTo(Goal.READY);
        assertThat(contoso.timezoneAt("HQ")).isEqualTo(BERLIN);
        assertThat(contoso.timezoneAt("Branch")).isEqualTo(ZoneOffset.UTC);
        assertThat(contoso.timezoneAt(" hq ")).as("ruling 136").isEqualTo(BERLIN);
    }

    @Test
    void findsASiteByItsName() {
        assertThat(contoso.site("Branch")).contains(branch);
        assertThat(contoso.site("Nowhere")).isEmpty();
    }

    @Test
    void assumesTheCarefulThingWhereNobodySaysAnything() {
        assertThat(Organisation.careful().goal()).isEqualTo(Goal.READY);
        assertThat(Organisation.careful().federation()).isEqualTo(Federation.PLANNED);
        assertThat(Organisation.careful().sites()).isEmpty();
    }
}

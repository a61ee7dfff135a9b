package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.console.Company.Grant;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the groups of a person add up to: never a role where no group gives it. */
class CompanyTest {
    private static final Company COMPANY = new Company(
            new Nobody(),
            List.of(
                    new Grant("watchers", Set.of(Role.VIEWER), Set.of()),
                    new Grant("approvers-hq", Set.of(Role.APPROVER), Set.of("HQ")),
                    new Grant("approvers-paris", Set.of(Role.APPROVER), Set.of("Paris")),
                    new Grant("approvers", Set.of(Role.APPROVER), Set.of()),
                    new Grant("operators-paris", Set.of(Role.OPERATOR), Set.of("paris"))));

    @ParameterizedTest(name = "{0}: {1} at {2}")
    @CsvSource(nullValues = "-", textBlock = """
            watchers,                                      VIEWER,            everywhere
            watchers approvers-hq,                         APPROVER VIEWER,   hq
            approvers-hq approvers-paris,                  APPROVER,          hq paris
            approvers-hq approvers,                        APPROVER,          everywhere
            approvers operators-paris,                     APPROVER OPERATOR, paris
            approvers-hq approvers-paris operators-paris,  APPROVER OPERATOR, paris
            approvers-hq operators-paris,                  -,                 -
            others,                                        -,                 -
            """)
    void aRoleIsWhereAGroupGivesIt(String groups, String roles, String sites) {
        // When
        Optional<Person> person = COMPANY.person("erin", Arrays.asList(groups.split(" ")));

        // Then
        assertThat(person.isPresent()).isEqualTo(roles != null);
        person.ifPresent(found -> {
            assertThat(found.roles().stream().map(Role::name).sorted()).containsExactly(roles.split(" "));
            assertThat(found.sites())
                    .containsExactlyInAnyOrder(sites.equals("everywhere") ? new String[0] : sites.split(" "));
        });
    }

    private static final class Nobody implements IdentityProvider {
        @Override
        public URI begin(Begun begun) {
            return URI.create("https://login.example");
        }

        @Override
        public Optional<Told> finish(Begun begun, String code) {
            return Optional.empty();
        }

        @Override
        public Optional<Told> bearer(String token) {
            return Optional.empty();
        }

        @Override
        public Ending ended(String token, Consumer<String> end) {
            return Ending.NOT_TAKEN;
        }

        @Override
        public boolean vouchesFor(String subject) {
            return true;
        }

        @Override
        public Optional<URI> end() {
            return Optional.empty();
        }
    }
}

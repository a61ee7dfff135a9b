package io.ratchet.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real PostgreSQL is said to refuse. */
class PostgresCheckTest {
    private static String url;

    @BeforeAll
    static void start() throws SQLException {
        try (Connection connection = Databases.postgres().getConnection()) {
            url = connection.getMetaData().getURL();
        }
    }

    @Test
    void saysNothingWhereItIsLetIn() {
        assertThatCode(() -> PostgresCheck.ask(url, "postgres", "", "env:DB")).doesNotThrowAnyException();
    }

    @Test
    void namesTheReferenceOfAnAccountThatIsRefused() {
        assertThatThrownBy(() -> PostgresCheck.ask(url, "stranger", "a secret", "env:DB"))
                .hasMessageContaining("refuses the account of 'env:DB'; correct its user and password")
                .hasMessageNotContaining("a secret");
    }

    @Test
    void saysThatADatabaseIsNotThere() {
        String other = url.replaceFirst("/[^/?]+([?].*)?$", "/missing$1");
        assertThatThrownBy(() -> PostgresCheck.ask(other, "postgres", "", "env:DB"))
                .hasMessageContaining("/missing has no such database; create it or correct 'database.url'");
    }

    @Test
    void showsAnAddressWithoutItsPassword() {
        assertThat(PostgresCheck.shown("jdbc:postgresql://a:b@db:5432/ratchet?password=c&ssl=true"))
                .isEqualTo("jdbc:postgresql://db:5432/ratchet");
    }
}

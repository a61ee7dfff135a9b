package io.ratchet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void theCanonicalFormSortsNamesAtEveryDepthAndKeepsLists() {
        assertThat(canonical("{ \"b\" : [ {\"d\":1, \"c\":null}, 2 ], \"a\" : {\"z\":true, \"B\":\"é\\u0007\\\"\"} }"))
                .isEqualTo("{\"a\":{\"B\":\"é\\u0007\\\"\",\"z\":true},\"b\":[{\"c\":null,\"d\":1},2]}");
    }

    @Test
    void theCanonicalFormOfItselfIsItself() {
        String once = canonical("{\"b\":1,\"a\":[{\"d\":1,\"c\":\"\\ud83d\\ude00\"}]}");
        assertThat(canonical(once)).isEqualTo(once);
    }

    private static String canonical(String text) {
        return new String(Json.canonical(Json.own(text)), UTF_8);
    }

    @Test
    void aLineHasNoLineEndWhateverStandsInIt() {
        assertThat(Json.line(Json.object().put("text", "a\r\nb"))).doesNotContain("\r", "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1,\"a\":2}", "{} {}", "{\"a\":NaN}", "{'a':1}", "{\"a\":1,}", "/* */{}", "{\"a\":01}"})
    void refusesWhatIsNotExactlyOneJsonValue(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesTextsNamesAndNumbersThatAreTooLong() {
        assertThatThrownBy(() -> Json.parse("\"" + "a".repeat((8 << 20) + 1) + "\""))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.parse("{\"" + "a".repeat((8 << 10) + 1) + "\":1}"))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.parse("1".repeat(101))).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesANestThatIsTooDeep() {
        assertThatThrownBy(() -> Json.parse("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(JsonProcessingException.class);
    }
}

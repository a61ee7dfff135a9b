package io.ratchet.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Property(tries = 400)
    void asBytesItIsWhatItIsAsText(Draw draw) {
        // Given: a line as it came, damaged, or cut off anywhere
        String line =
                "{\"schema\":\"a\\n\",\"host\":{\"ip\":\"10.0.0.1\",\"\\t\":[1,-2.5e3,true,null,[]]},\"long name of a field\":10}";
        int at = draw.between(4, line.length());
        String odd = draw.of(List.of("", "", "\"", "\\", "}", "{", ",", ":", "0", "tru", "\t", "\u0000", " "));
        String text = line.substring(0, at) + odd + (draw.between(0, 1) == 0 ? "" : line.substring(at));

        // When, Then: down to the kind of the refusal, for a line that breaks off is not one that is wrong
        assertThat(became(() -> Json.parse(text.getBytes(UTF_8)))).as(text).isEqualTo(became(() -> Json.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_190, 8_191, 8_192, 8_193, 8_194, 8_195, 8_196, 9_000})
    void asBytesANameMayBeAsLongAsInText(int length) {
        String text = "{\"" + "a".repeat(length) + "\":1}";
        assertThat(became(() -> Json.parse(text.getBytes(UTF_8)))).isEqualTo(became(() -> Json.parse(text)));
    }

    private static Object became(Callable<JsonNode> parsing) {
        try {
            return parsing.call();
        } catch (Exception e) {
            return e.getClass();
        }
    }

    @Test
    void refusesANestThatIsTooDeep() {
        assertThatThrownBy(() -> Json.parse("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(JsonProcessingException.class);
    }
}

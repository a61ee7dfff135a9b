package io.ratchet.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdSourceTest {
    @Test
    void givesAnotherIdEachTimeThatIsSafeInEveryName() {
        // When
        List<String> ids = Stream.generate(IdSource.random()::next).limit(100).toList();

        // Then
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9-]+"));
    }
}

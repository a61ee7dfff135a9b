package io.ratchet.store.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileFolderTest {
    private static final LeavesInMemory LEAVES = LeavesInMemory.numbered(2000);

    @TempDir
    private Path folder;

    @Test
    void namesTilesAsTheStandardDoes() {
        assertThat(TileFolder.path("0", 1_234_067, 256)).isEqualTo("tile/0/x001/x234/067");
        assertThat(TileFolder.path("0", 273, 112)).isEqualTo("tile/0/273.p/112");
        assertThat(TileFolder.path("entries", 0, 256)).isEqualTo("tile/entries/000");
        assertThat(TileFolder.path("2", 1000, 1)).isEqualTo("tile/2/x001/000.p/1");
    }

    @Test
    void hasTheFilesThatTheStandardNamesForSeventyThousandLeaves() throws IOException {
        // Given
        TileFolder.Growing growing = new TileFolder(folder).grow(0);
        byte[] hash = new byte[TreeHashes.BYTES];

        // When
        for (int i = 0; i < 70_000; i++) growing.append(hash);
        growing.write();

        // Then
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(273 + 1 + 1 + 1 + 1);
        }
        assertThat(folder.resolve("tile/0/273.p/112")).hasSize(112 * 32);
        assertThat(folder.resolve("tile/1/000")).hasSize(256 * 32);
        assertThat(folder.resolve("tile/1/001.p/17")).hasSize(17 * 32);
        assertThat(folder.resolve("tile/2/000.p/1")).hasSize(32);
    }

    @Property(tries = 30)
    void growsInPiecesIntoTheSameTreeAndEverySizeThatWasWrittenCanBeReadAfterwards(Draw draw) throws IOException {
        // Given
        Path here = Files.createTempDirectory("tiles");
        TileFolder tiles = new TileFolder(here);
        int size = 0;
        int before = 0;

        for (int piece = 0; piece < 4; piece++) {
            // When
            before = size;
            size += draw.between(0, 450);
            TileFolder.Growing growing = tiles.grow(before);
            for (int i = before; i < size; i++) growing.append(LEAVES.root(0, i));
            growing.write();

            // Then
            byte[] root = LEAVES.defined(0, size);
            assertThat(growing.size()).isEqualTo(size);
            assertThat(growing.root()).isEqualTo(root);
            assertThat(MerkleProof.root(tiles.tree(size), size)).isEqualTo(root);
            assertThat(MerkleProof.root(tiles.tree(before), before)).isEqualTo(LEAVES.defined(0, before));
            assertThat(MerkleProof.isBeginning(
                            before,
                            LEAVES.defined(0, before),
                            size,
                            root,
                            MerkleProof.consistency(tiles.tree(size), before, size)))
                    .isTrue();
            if (size == 0) continue;
            int index = draw.between(0, size - 1);
            assertThat(MerkleProof.rootFrom(
                            LEAVES.root(0, index), index, size, MerkleProof.inclusion(tiles.tree(size), index, size)))
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(root));
        }
    }

    @Test
    void saysThatATileIsMissingOrCut() throws IOException {
        // Given
        TileFolder tiles = new TileFolder(folder);
        TileFolder.Growing growing = tiles.grow(0);
        for (int i = 0; i < 300; i++) growing.append(LEAVES.root(0, i));
        growing.write();
        Files.write(folder.resolve("tile/0/001.p/44"), new byte[31]);
        Files.delete(folder.resolve("tile/0/000"));

        // Then
        assertThatThrownBy(() -> MerkleProof.inclusion(tiles.tree(300), 270, 300))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("tile/0/001.p/44");
        assertThatThrownBy(() -> tiles.tree(300).root(3, 0)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> tiles.grow(300)).isInstanceOf(IOException.class);
    }

    @Test
    void bundlesEntriesBehindTheirLength() throws IOException {
        // When
        new TileFolder(folder).bundle(256, List.of(new byte[] {7}, new byte[300]));

        // Then
        byte[] bundle = Files.readAllBytes(folder.resolve("tile/entries/001.p/2"));
        assertThat(bundle).hasSize(2 + 1 + 2 + 300).startsWith(0, 1, 7, 1, 44);
        assertThatThrownBy(() -> new TileFolder(folder).bundle(0, List.of(new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65,535");
    }
}

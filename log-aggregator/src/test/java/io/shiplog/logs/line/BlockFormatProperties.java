package io.shiplog.logs.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BlockFormatProperties {

    @Property(tries = 200)
    void whatIsWrittenIsReadAgain(@ForAll long seed, @ForAll @IntRange(max = 60) int count) {
        Block block = block(new Random(seed), count);
        byte[] bytes = BlockFormat.encode(block);
        assertThat(BlockFormat.length(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
        Block read = Objects.requireNonNull(BlockFormat.decode(bytes));
        assertThat(read.firstLine()).isEqualTo(block.firstLine());
        assertThat(read.dropped()).isEqualTo(block.dropped());
        assertThat(read.absent()).isEqualTo(block.absent());
        assertThat(read.ended()).isEqualTo(block.ended());
        assertThat(read.origin()).isEqualTo(block.origin());
        assertThat(read.lines()).hasSize(count);
        for (int i = 0; i < count; i++) {
            Line line = block.lines().get(i);
            Line same = read.lines().get(i);
            assertThat(same.timeNanos()).isEqualTo(line.timeNanos());
            assertThat(same.stderr()).isEqualTo(line.stderr());
            assertThat(same.partial()).isEqualTo(line.partial());
            assertThat(same.text()).isEqualTo(line.text());
        }
    }

    @Property(tries = 200)
    void aDamagedByteIsNoticed(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = BlockFormat.encode(block(random, 5));
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(BlockFormat.decode(bytes)).isNull();
    }

    @Property(tries = 100)
    void aTornBlockIsNoBlock(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = BlockFormat.encode(block(random, 5));
        byte[] torn = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThat(BlockFormat.decode(torn)).isNull();
        assertThat(BlockFormat.decode(new byte[0])).isNull();
    }

    private static Block block(Random random, int count) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] text = new byte[random.nextInt(200)];
            if (random.nextBoolean()) {
                random.nextBytes(text);
            }
            lines.add(new Line(
                    1_700_000_000_000_000_000L + random.nextInt(), random.nextBoolean(), random.nextBoolean(), text));
        }
        Block.Origin origin = new Block.Origin(random.nextInt(4), random.nextLong(), random.nextLong());
        return new Block(
                random.nextInt(1000), random.nextInt(3), random.nextInt(3), random.nextBoolean(), origin, lines);
    }
}

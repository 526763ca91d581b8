package io.shiplog.api.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceStreamTest {

    @Test
    void thePiecesTogetherAreWhatWasWrittenAndNoneIsTooLarge() {
        Random random = new Random(7);
        for (int expected : new int[] {0, 1, 1_000, 10_000_000}) {
            PieceStream pieces = new PieceStream(expected);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int i = 0; i < 200; i++) {
                byte[] some = new byte[random.nextInt(10_000)];
                random.nextBytes(some);
                pieces.write(some);
                whole.writeBytes(some);
                pieces.write(i);
                whole.write(i);
            }
            assertThat(joined(pieces.pieces())).isEqualTo(whole.toByteArray());
        }
    }

    @Test
    void nothingIsOneEmptyPiece() {
        assertThat(new PieceStream(10).pieces()).containsExactly(new byte[0]);
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            assertThat(piece.length).isLessThanOrEqualTo(PieceStream.PIECE);
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }
}

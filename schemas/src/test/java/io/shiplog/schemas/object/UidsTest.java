package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UidsTest {

    @Test
    void theSameBirthplaceGivesTheSameUid() {
        assertThat(Uids.derive("c1", "commands", 3, 42, 0)).isEqualTo(Uids.derive("c1", "commands", 3, 42, 0));
    }

    @Test
    void everyPartOfTheBirthplaceCounts() {
        Set<String> seen = new HashSet<>();
        seen.add(Uids.derive("c1", "commands", 3, 42, 0));
        seen.add(Uids.derive("c2", "commands", 3, 42, 0));
        seen.add(Uids.derive("c1", "pod-status", 3, 42, 0));
        seen.add(Uids.derive("c1", "commands", 4, 42, 0));
        seen.add(Uids.derive("c1", "commands", 3, 43, 0));
        seen.add(Uids.derive("c1", "commands", 3, 42, 1));
        assertThat(seen).hasSize(6);
    }

    @Test
    void uidsAreUuidsOfVersionEight() {
        for (int offset = 0; offset < 100; offset++) {
            UUID uid = UUID.fromString(Uids.derive("c1", "commands", 0, offset, 0));
            assertThat(uid.version()).isEqualTo(8);
            assertThat(uid.variant()).isEqualTo(2);
        }
    }

    @Test
    void suffixesAreOfTheAlphabetAndDifferByAttempt() {
        String uid = Uids.derive("c1", "commands", 0, 1, 0);
        assertThat(Uids.suffix(uid, 0, 5))
                .matches("[bcdfghjklmnpqrstvwxz2456789]{5}")
                .isEqualTo(Uids.suffix(uid, 0, 5));
        assertThat(Uids.suffix(uid, 1, 5)).isNotEqualTo(Uids.suffix(uid, 0, 5));
    }
}

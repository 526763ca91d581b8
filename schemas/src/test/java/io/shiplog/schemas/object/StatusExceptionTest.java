package io.shiplog.schemas.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusExceptionTest {

    @Test
    void aCauseIsFoundByItsReasonAndNotByItsWords() {
        StatusException refusal = StatusException.conflict("", "pods/binding", "a", "some words")
                .withCause(StatusException.STALE_SCHEDULER_EPOCH, "some words");
        StatusException read = StatusException.read(Json.bytes(refusal.status()));
        assertThat(StatusException.hasCause(read.status(), StatusException.STALE_SCHEDULER_EPOCH))
                .isTrue();
        assertThat(StatusException.hasCause(read.status(), "some words")).isFalse();
        StatusException other =
                StatusException.conflict("", "pods/binding", "a", StatusException.STALE_SCHEDULER_EPOCH);
        assertThat(StatusException.hasCause(other.status(), StatusException.STALE_SCHEDULER_EPOCH))
                .isFalse();
    }
}

package io.shiplog.api.verb;

import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.Stored;
import io.shiplog.schemas.object.StatusException;

/** Answers of writes: the object as it is afterwards. */
final class Written {

    private Written() {}

    /** The object in the form that was asked for. */
    static Answer answer(Rendering rendering, Outcome outcome, int code) {
        return rendering.object(code, object(outcome), outcome.warnings());
    }

    static Stored object(Outcome outcome) {
        Stored object = outcome.object();
        if (object == null) {
            throw StatusException.of(500, "InternalError", "the change was made, but its result was not told");
        }
        return object;
    }
}

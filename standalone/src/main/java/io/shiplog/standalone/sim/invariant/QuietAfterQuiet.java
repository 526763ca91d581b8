package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.KubeObject;
import java.util.function.Predicate;

/** Once all is as wanted nothing is written any more, apart from what cannot get on and says so from time to time. */
public final class QuietAfterQuiet implements Invariant {

    private final Predicate<KubeObject> restless;
    private boolean quiet;

    /**
     * Judges nothing before {@link #begin}.
     *
     * @param restless objects that go on trying
     */
    public QuietAfterQuiet(Predicate<KubeObject> restless) {
        this.restless = restless;
    }

    /** All is as wanted. */
    public void begin() {
        quiet = true;
    }

    /** Something happens again. */
    public void end() {
        quiet = false;
    }

    @Override
    public void changed(Change change) {
        KubeObject after = change.after();
        if (quiet && (after == null || !restless.test(after))) {
            fail(change.key() + " v" + change.envelope().getVersion() + " was written by "
                    + change.envelope().getActor() + " for " + change.envelope().getCause()
                    + " although all was quiet");
        }
    }
}

package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;

/** What an envelope says, so that nobody has to parse the object for it, is what is in the object. */
public final class EnvelopesTellTheTruth implements Invariant {

    @Override
    public void changed(Change change) {
        KubeObject parsed = change.after();
        if (parsed == null) {
            return;
        }
        KubeObject told = KubeObject.withPodFacts(change.envelope());
        boolean same = told.key().equals(parsed.key())
                && told.uid().equals(parsed.uid())
                && told.labels().equals(parsed.labels())
                && told.ownerUid().equals(parsed.ownerUid())
                && told.ownerUids().equals(parsed.ownerUids())
                && told.node().equals(parsed.node())
                && told.creationMillis() == parsed.creationMillis()
                && told.deletionMillis() == parsed.deletionMillis()
                && (!parsed.kind().equals(Kinds.POD.kind())
                        || told.pod().seen().equals(parsed.pod().seen()));
        if (!same) {
            fail("the envelope of " + parsed + " says otherwise than its object");
        }
    }
}

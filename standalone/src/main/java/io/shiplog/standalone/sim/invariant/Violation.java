package io.shiplog.standalone.sim.invariant;

/** A promise was broken. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String invariant;

    public Violation(String invariant, String message) {
        super(invariant + ": " + message);
        this.invariant = invariant;
    }

    /** Name of the promise. */
    public String invariant() {
        return invariant;
    }
}

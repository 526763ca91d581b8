package io.shiplog.standalone.cell;

/** What went wrong and what to do next, in words for the user. */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final String next;

    /**
     * An error for the user.
     *
     * @param wrong what is wrong, one sentence
     * @param next what to do about it
     */
    public UserError(String wrong, String next) {
        super(wrong, null, false, false);
        this.next = next;
    }

    /** What to do about it. */
    public String next() {
        return next;
    }
}

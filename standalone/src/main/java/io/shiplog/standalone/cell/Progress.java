package io.shiplog.standalone.cell;

/** What is going on, told while it happens. */
public interface Progress {

    /** One step is done, or something is being waited for; a few words. */
    void tell(String what);

    /** Tells nobody. */
    static Progress silent() {
        return what -> {};
    }
}

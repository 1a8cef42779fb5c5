/** An application that is a module. */
module consumer {
    requires dev.polyrun.noxus;
    requires dev.polyrun.core;
}

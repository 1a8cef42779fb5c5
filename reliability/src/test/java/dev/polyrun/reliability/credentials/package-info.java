/** That a key goes to its vendor and nowhere else, and is in nothing that comes out. */
package dev.polyrun.reliability.credentials;

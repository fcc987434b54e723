// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing: CMake needs a source to hang the tests' precompiled header on.

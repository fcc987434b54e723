// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fulcrum::shell {

/// Folders after the XDG base directory rules (UX.md 5.14). Nothing is ever written into the home folder itself.
QString configFile();                   ///< $XDG_CONFIG_HOME/fulcrum/fulcrum.conf
QString stateFolder();                  ///< $XDG_STATE_HOME/fulcrum; by hand, Qt 6.4 has no StateLocation
QString sessionFile();                  ///< stateFolder()/session/session.ini
QString thumbnailFolder();              ///< $XDG_CACHE_HOME/fulcrum/thumbs; may be deleted at any time
QString demoProjectFolder();            ///< $XDG_DATA_HOME/fulcrum/demo/tiny-world.fulcrum

} // namespace fulcrum::shell

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/settings.h"

#include <QDialog>

class QFormLayout;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace fulcrum::bridge {
class ActionRegistry;
class ThumbnailProvider;
}
namespace fulcrum::jobs {
class JobRegistry;
}

namespace fulcrum::dialogs {

class ShortcutEditor;

/// What a person can set for the program. Everything takes effect at once where it can, so that there is no Apply; the language
/// says that it needs a new start. Not modal.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    enum Page { General, Data, Devices, Charts, Shortcuts, Advanced };

    SettingsDialog(bridge::Settings* settings, bridge::ActionRegistry* actions, bridge::ThumbnailProvider* thumbnails,
        const jobs::JobRegistry& jobs, QWidget* parent = nullptr);
    void showPage(Page page);
    ShortcutEditor* shortcuts() const { return m_shortcuts; }

private:
    void add(const QString& title, QWidget* page);
    QWidget* makeGeneral();
    QWidget* makeData();
    QWidget* makeDevices();
    QWidget* makeCharts();
    QWidget* makeAdvanced(const jobs::JobRegistry& jobs);
    void showCache();

    bridge::Settings* m_settings;
    bridge::ThumbnailProvider* m_thumbnails;
    QListWidget* m_list;
    QStackedWidget* m_pages;
    ShortcutEditor* m_shortcuts;
    QLabel* m_cache = nullptr;
};

} // namespace fulcrum::dialogs

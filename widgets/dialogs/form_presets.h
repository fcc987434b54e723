// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/worker.h"

#include <QToolButton>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {
class ProjectSession;
}

namespace fulcrum::dialogs {

/// The button of a job form that fills it from settings kept in the project, or with the published ones, and keeps the present
/// ones under a name.
class FormPresets : public QToolButton
{
    Q_OBJECT

public:
    /// `present` gives the values to keep.
    FormPresets(std::string kind, bridge::ProjectSession* session, std::function<nlohmann::json()> present, QWidget* parent = nullptr);

    /// Keeps the present values under this name (replaces what has it); `changed` follows.
    void save(const QString& name);
    void remove(const QString& name);
    QStringList names() const;

Q_SIGNALS:
    void chosen(const nlohmann::json& values);
    void defaultsWanted();
    void changed();
    void failed(const QString& text);

private:
    void reload();
    void fillMenu();
    void askName();
    void write(const QString& name, const std::optional<std::string>& document);

    const std::string m_kind;
    bridge::ProjectSession* m_session;
    std::function<nlohmann::json()> m_present;
    std::vector<std::pair<std::string, std::string>> m_presets; ///< name, JSON
};

} // namespace fulcrum::dialogs

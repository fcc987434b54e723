// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/form_presets.h"

#include "core/store/workspace_repository.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"

#include <QInputDialog>
#include <QMenu>

namespace fulcrum::dialogs {

namespace {

using Presets = std::vector<std::pair<std::string, std::string>>;

std::string documentKind(const std::string& kind) { return "preset/" + kind; }

Result<Presets> readPresets(const std::shared_ptr<project::Project>& project, const std::string& kind)
{
    return bridge::withDatabase(project,
        [&kind](store::Database& database) { return store::WorkspaceRepository(database).documents(documentKind(kind)); });
}

} // namespace

FormPresets::FormPresets(
    std::string kind, bridge::ProjectSession* session, std::function<nlohmann::json()> present, QWidget* parent)
    : QToolButton(parent), m_kind(std::move(kind)), m_session(session), m_present(std::move(present))
{
    setText(tr("Presets"));
    setToolTip(tr("Fill the form with settings kept in the project, or with the published ones"));
    setAccessibleName(text());
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    fillMenu();
    reload();
}

QStringList FormPresets::names() const
{
    QStringList names;
    for (const auto& [name, document] : m_presets)
        names.append(QString::fromStdString(name));
    return names;
}

void FormPresets::reload()
{
    if (!m_session->isOpen())
        return;
    m_session->worker().run(
        this, [project = m_session->project(), kind = m_kind](std::stop_token) { return readPresets(project, kind); },
        [this](Result<Presets> presets) {
            if (!presets) {
                Q_EMIT failed(bridge::errorParagraph(presets.error()));
                return;
            }
            m_presets = std::move(*presets);
            fillMenu();
            Q_EMIT changed();
        });
}

void FormPresets::fillMenu()
{
    QMenu* menu = this->menu();
    menu->clear();
    menu->setToolTipsVisible(true);
    QAction* defaults = menu->addAction(tr("Published settings"), this, &FormPresets::defaultsWanted);
    defaults->setToolTip(tr("The defaults of the published scripts"));
    menu->addSeparator();
    for (const auto& [name, document] : m_presets) {
        const nlohmann::json values = nlohmann::json::parse(document, nullptr, false);
        QAction* action = menu->addAction(QString::fromStdString(name), this, [this, values] { Q_EMIT chosen(values); });
        action->setEnabled(values.is_object()); // a project is outside input
    }
    if (!m_presets.empty())
        menu->addSeparator();
    const bool writable = m_session->isOpen() && !m_session->project()->readOnly();
    QAction* keep = menu->addAction(tr("Save as preset…"), this, &FormPresets::askName);
    keep->setEnabled(writable);
    if (m_presets.empty() || !writable)
        return;
    QMenu* removal = menu->addMenu(tr("Remove"));
    for (const QString& name : names())
        removal->addAction(name, this, [this, name] { remove(name); });
}

void FormPresets::askName()
{
    bool good = false;
    const QString name = QInputDialog::getText(this, tr("Save as preset"), tr("Name"), QLineEdit::Normal, {}, &good).trimmed();
    if (good && !name.isEmpty())
        save(name);
}

void FormPresets::save(const QString& name)
{
    write(name, m_present().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void FormPresets::remove(const QString& name) { write(name, std::nullopt); }

void FormPresets::write(const QString& name, const std::optional<std::string>& document)
{
    if (!m_session->isOpen())
        return;
    m_session->worker().run(
        this,
        [project = m_session->project(), kind = m_kind, name = name.toStdString(), document](std::stop_token) {
            return bridge::withDatabase(project, [&](store::Database& database) -> Result<void> {
                store::WorkspaceRepository workspace(database);
                return document ? workspace.saveDocument(documentKind(kind), name, *document)
                                : workspace.removeDocument(documentKind(kind), name);
            });
        },
        [this](const Result<void>& written) {
            if (!written)
                Q_EMIT failed(bridge::errorParagraph(written.error()));
            reload();
        });
}

} // namespace fulcrum::dialogs

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/import_results_dialog.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/run_text.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

ImportResultsDialog::ImportResultsDialog(bridge::ProjectSession* session, const QStringList& files, QWidget* parent)
    : QDialog(parent), m_session(session), m_files(new QListWidget), m_task(new QComboBox), m_lvlm(new QLineEdit),
      m_report(new QTextBrowser), m_remove(new QPushButton(tr("Remove"))), m_import(new QPushButton(tr("Import"))),
      m_close(new QPushButton(tr("Close")))
{
    setWindowTitle(tr("Import official results"));
    setAcceptDrops(false); // the window takes drops
    resize(720, 560);
    m_files->setAccessibleName(tr("Files to import"));
    m_files->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_files->setTextElideMode(Qt::ElideLeft);
    connect(m_files, &QListWidget::itemSelectionChanged, this, &ImportResultsDialog::updateButtons);
    m_task->addItem(tr("As the files or their folders say"), QString());
    m_task->addItem(tr("Captions"), QString::fromLatin1(data::taskName(data::Task::Caption)));
    m_task->addItem(tr("VQA"), QString::fromLatin1(data::taskName(data::Task::Vqa)));
    m_lvlm->setPlaceholderText(tr("As the folder says, else unknown"));
    m_report->setFrameShape(QFrame::NoFrame);
    m_report->setAccessibleName(tr("What was imported"));
    auto* add = new QPushButton(tr("Add files…"));
    auto* folder = new QPushButton(tr("Add folder…"));
    connect(add, &QPushButton::clicked, this, &ImportResultsDialog::chooseFiles);
    connect(folder, &QPushButton::clicked, this, &ImportResultsDialog::chooseFolder);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        qDeleteAll(m_files->selectedItems());
        updateButtons();
    });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    const QString what = tr("metrics.json and generation_metainfo/*.json of the published code, its generated D_M data, and runs "
                            "that Fulcrum has exported as zip.");
    column->addWidget(theme::label(what, theme::Text::Body, nullptr, true));
    column->addWidget(m_files, 2);
    auto* fileButtons = new QHBoxLayout;
    for (QPushButton* button : {add, folder, m_remove})
        fileButtons->addWidget(button);
    fileButtons->addStretch();
    column->addLayout(fileButtons);
    auto* form = new QFormLayout;
    form->addRow(tr("Task"), m_task);
    form->addRow(tr("Model"), m_lvlm);
    column->addLayout(form);
    column->addWidget(m_report, 3);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_close);
    m_import->setProperty(theme::kPrimaryProperty, true);
    m_import->setDefault(true);
    buttons->addWidget(m_import);
    column->addLayout(buttons);
    connect(m_import, &QPushButton::clicked, this, &ImportResultsDialog::start);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_busy)
            m_stop.request_stop();
        else
            accept();
    });
    addFiles(files);
    updateButtons();
}

ImportResultsDialog::~ImportResultsDialog() { m_stop.request_stop(); }

void ImportResultsDialog::addFiles(const QStringList& added)
{
    for (const QString& file : added)
        if (!files().contains(file)) {
            m_files->addItem(file);
            m_files->item(m_files->count() - 1)->setToolTip(file);
        }
    updateButtons();
}

QStringList ImportResultsDialog::files() const
{
    QStringList all;
    for (int i = 0; i < m_files->count(); ++i)
        all.append(m_files->item(i)->text());
    return all;
}

QString ImportResultsDialog::reportText() const { return m_report->toPlainText(); }

void ImportResultsDialog::chooseFiles()
{
    addFiles(QFileDialog::getOpenFileNames(this, tr("Results"), {}, tr("Results (*.json *.zip);;All files (*)")));
}

void ImportResultsDialog::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of results"));
    if (!folder.isEmpty())
        addFiles({folder});
}

void ImportResultsDialog::updateButtons()
{
    m_remove->setEnabled(!m_busy && !m_files->selectedItems().isEmpty());
    m_import->setEnabled(!m_busy && m_files->count() > 0);
    m_import->setToolTip(m_files->count() == 0 ? tr("Add a file first.") : QString());
    m_close->setText(m_busy ? tr("Cancel") : tr("Close"));
    for (QWidget* widget : {static_cast<QWidget*>(m_files), static_cast<QWidget*>(m_task), static_cast<QWidget*>(m_lvlm)})
        widget->setEnabled(!m_busy);
}

void ImportResultsDialog::start()
{
    if (m_busy || m_files->count() == 0 || !m_session->isOpen())
        return;
    m_busy = true;
    m_stop = std::stop_source();
    m_report->setPlainText(tr("Importing…"));
    updateButtons();
    std::vector<Path> paths;
    for (const QString& file : files())
        paths.push_back(bridge::toPath(file));
    runs::ImportOptions options;
    options.task = data::taskFromName(m_task->currentData().toString().toStdString());
    options.lvlm = m_lvlm->text().trimmed().toStdString();
    options.stop = m_stop.get_token();
    m_session->worker().run(
        this,
        [project = m_session->project(), paths, options](std::stop_token) { return runs::importResults(*project, paths, options); },
        [this](const Result<std::vector<runs::ImportedRun>>& result) { finished(result); });
}

void ImportResultsDialog::finished(const Result<std::vector<runs::ImportedRun>>& result)
{
    m_busy = false;
    const QString warning = theme::toneColor(palette(), theme::Tone::Warning).name();
    if (!result) {
        m_report->setHtml(QStringLiteral("<p style='color:%1'>%2</p><p>%3</p>")
                              .arg(theme::toneColor(palette(), theme::Tone::Bad).name(),
                                  bridge::errorParagraph(result.error()).toHtmlEscaped(),
                                  tr("Nothing was imported.").toHtmlEscaped()));
        updateButtons();
        return;
    }
    QString text;
    QVector<store::RunId> ids;
    for (const runs::ImportedRun& one : *result) {
        ids.append(one.run);
        const QString line = one.existed ? tr("Run %1 “%2” was imported before.") : tr("Run %1 “%2” is new.");
        text += QStringLiteral("<p><b>%1</b> %2<br>")
                    .arg(line.arg(one.run).arg(QString::fromStdString(one.name)).toHtmlEscaped(),
                        models::JobListModel::kindText(one.kind).toHtmlEscaped());
        if (!one.unknown.empty())
            text += QStringLiteral("<span style='color:%1'>%2</span><br>")
                        .arg(warning,
                            tr("Not known: %1.").arg(bridge::unknownText(one.unknown).join(QStringLiteral(", "))).toHtmlEscaped());
        for (const std::string& note : one.notes)
            text += QStringLiteral("<span style='color:%1'>%2</span><br>").arg(warning, QString::fromStdString(note).toHtmlEscaped());
        text += QStringLiteral("</p>");
    }
    m_report->setHtml(text);
    m_files->clear();
    updateButtons();
    Q_EMIT imported(ids);
}

} // namespace fulcrum::dialogs

import Foundation
import SalesTour

let status = await TourCommand.run(Array(CommandLine.arguments.dropFirst())) { line in
  print(line)
} progress: { line in
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
exit(status)
